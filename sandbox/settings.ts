import type { FastifyReply } from 'fastify';
import type { Input } from './bodies.ts';
import { refuse } from './controlAnswers.ts';

/** What a setting may be: one of some words, a whole number, a share between 0 and 1, yes or no, or a list of texts. */
export type Choice =
	readonly string[] | 'count' | 'countOrNull' | 'share' | 'boolean' | 'textsOrNull';

/** Changes all the settings that were sent, or none of them when one is not understood. */
export function changeSettings<Settings extends object>(
	reply: FastifyReply,
	settings: Settings,
	choices: { [Name in keyof Settings]: Choice },
	input: Input,
): Settings | FastifyReply {
	for (const [name, value] of Object.entries(input)) {
		const choice = (choices as Record<string, Choice>)[name];
		if (choice === undefined) {
			const known = Object.keys(choices).join(', ');
			return refuse(reply, 400, `There is no setting ${name}. The settings are: ${known}.`);
		}
		const complaint = complaintAbout(value, choice);
		if (complaint) return refuse(reply, 400, `${name} must be ${complaint}.`);
	}
	return Object.assign(settings, input);
}

function complaintAbout(value: unknown, choice: Choice): string | undefined {
	switch (choice) {
		case 'count':
			return isCount(value) ? undefined : 'a whole number, 0 or more';
		case 'countOrNull':
			return value === null || isCount(value) ? undefined : 'a whole number, 0 or more, or null';
		case 'share':
			return typeof value === 'number' && value >= 0 && value < 1
				? undefined
				: 'a number from 0 up to 1';
		case 'boolean':
			return typeof value === 'boolean' ? undefined : 'true or false';
		case 'textsOrNull': {
			const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
			return value === null || isList ? undefined : 'a list of texts or null';
		}
		default:
			return typeof value === 'string' && choice.includes(value)
				? undefined
				: `one of ${choice.join(', ')}`;
	}
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}
