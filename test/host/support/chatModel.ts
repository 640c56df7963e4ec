import { startLocalServer, type LocalServer } from './localServer.ts';

/** The arguments of each tool call that it asks for at once, of the tool that they name or the first one; or its last word. */
type Turn = Array<Record<string, unknown> & { tool?: string }> | string;

interface Prompt {
	messages: Array<{ role: string; content: string | null }>;
	tools?: Array<{ function: { name: string } }>;
}

/** A stand-in for OpenAI's chat completions, with a script in place of a mind. */
export interface ChatModel extends LocalServer {
	/** Decides its next turn from what the tool has told it so far, call by call. */
	script: (told: string[]) => Turn;
	/** What the tool had told it by the last prompt that it was sent. */
	told: string[];
	/** What it and its user had said by then, without what the shop tells it beforehand. */
	heard: string[];
}

export async function startChatModel(): Promise<ChatModel> {
	let calls = 0;
	const server = await startLocalServer((_request, body) => {
		const { messages, tools } = body as unknown as Prompt;
		model.told = messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '');
		model.heard = messages
			.filter(({ role, content }) => ['user', 'assistant'].includes(role) && content)
			.map(({ content }) => content ?? '');
		const turn = model.script(model.told);
		const name = tools?.[0]?.function.name;
		const message =
			typeof turn === 'string'
				? { role: 'assistant', content: turn }
				: {
						role: 'assistant',
						content: null,
						tool_calls: turn.map(({ tool = name, ...input }) => ({
							id: `call_${(calls += 1)}`,
							type: 'function',
							function: { name: tool, arguments: JSON.stringify(input) },
						})),
					};
		return {
			id: 'completion',
			object: 'chat.completion',
			created: 1,
			model: 'stub',
			choices: [
				{ index: 0, message, finish_reason: typeof turn === 'string' ? 'stop' : 'tool_calls' },
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	});
	const model: ChatModel = { ...server, script: () => 'Hello', told: [], heard: [] };
	return model;
}
