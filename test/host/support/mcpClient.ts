/** What an MCP client reads of one tool call. */
export interface ToolAnswer {
	isError: boolean;
	text: string;
}

/** A client of an MCP server, over streamable HTTP. */
export async function connectMcp(url: string) {
	let session: string | null = null;
	let requests = 0;

	async function post(method: string, params: object, id?: number): Promise<string> {
		const response = await fetch(url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(session && { 'mcp-session-id': session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`HTTP ${response.status} to ${method}: ${text}`);
		session ??= response.headers.get('mcp-session-id');
		return text;
	}
	/** The answer comes as one server-sent event. */
	async function ask<Result>(method: string, params: object): Promise<Result> {
		const text = await post(method, params, (requests += 1));
		const data = text.split('\n').find((line) => line.startsWith('data: '));
		const { result } = JSON.parse(data?.slice('data: '.length) ?? text) as { result?: Result };
		if (result === undefined) throw new Error(`No result of ${method}: ${text}`);
		return result;
	}

	await ask('initialize', {
		protocolVersion: '2025-03-26',
		capabilities: {},
		clientInfo: { name: 'shop', version: '1' },
	});
	await post('notifications/initialized', {});
	return {
		async call(name: string, input: object): Promise<ToolAnswer> {
			const { isError = false, content } = await ask<{
				isError?: boolean;
				content: Array<{ text: string }>;
			}>('tools/call', { name, arguments: input });
			return { isError, text: content.map(({ text }) => text).join('\n') };
		},
	};
}
