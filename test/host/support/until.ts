/** Waits for something that n8n and the sandbox have to do. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = Date.now() + 30_000;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error('It did not happen within 30 seconds');
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
