/** The person who owns the throw-away n8n. Invented, and of no use anywhere else. */
export const owner = {
	email: 'merchant@example.com',
	firstName: 'Dewi',
	lastName: 'Lestari',
	password: 'Merchant-demo-1',
};

export type Rest = <Answer = unknown>(
	method: string,
	path: string,
	body?: unknown,
) => Promise<Answer>;

/** Signs the owner in, after making the account when n8n is new, and gives n8n's REST API. */
export async function signIn(url: string): Promise<Rest> {
	let cookie = '';
	const rest: Rest = async <Answer>(method: string, path: string, body?: unknown) => {
		const response = await fetch(`${url}${path}`, {
			method,
			headers: {
				cookie,
				// A kept connection ends after five seconds, on a busy machine while a request is on its way.
				connection: 'close',
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(
				`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`,
			);
		}
		const issued = response.headers.getSetCookie().find((value) => value.startsWith('n8n-auth='));
		if (issued) cookie = issued.split(';')[0] ?? '';
		const parsed = (text ? JSON.parse(text) : undefined) as { data?: unknown } | undefined;
		return (parsed?.data ?? parsed) as Answer;
	};

	const settings = await rest<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
		'GET',
		'/rest/settings',
	);
	if (settings.userManagement.showSetupOnFirstLoad) await rest('POST', '/rest/owner/setup', owner);
	else {
		const { email, password } = owner;
		await rest('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}
	return rest;
}
