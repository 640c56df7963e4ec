/** The answer to all requests of one shape. */
export interface Route {
	method: string;
	/** Without its query. */
	path: string;
	/** The value of `action` in the query, by which Kirimo tells its calls apart. */
	action?: string;
	/** Where the request names what it asks for, and what stands for that name in the answer. */
	asked?: { from: 'body' | 'query'; name: string; standsAs: string };
	/** The answer has a row of `details` for each of the request's packages; the one that was recorded is for `standsAs`. */
	packages?: { standsAs: string };
	body: string;
}

/** How many requests are answered in a window, which begins with the first request after the last one has ended. */
export interface Limit {
	most: number;
	seconds: number;
	/** Whether a refusal says in `Retry-After` when the window ends. */
	saysWhen: boolean;
	body: string;
}

export interface Setup {
	routes: Route[];
	/** How long an answer takes, in milliseconds. */
	latency: number;
	limit?: Limit;
}

/** What the vendor has seen since it was last asked. */
export interface Counts {
	requests: number;
	/** Those that were answered 429. */
	refused: number;
	mostInFlight: number;
	/** From the first request to the last answer, in milliseconds. */
	span: number;
}

export type Question = { start: Setup } | { count: true };
export type Reply = { url: string } | { counts: Counts };
