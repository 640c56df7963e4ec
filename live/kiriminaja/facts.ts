import type { Fact, Known, Mark, Question } from '../question.ts';
import {
	flag,
	hidden,
	keys,
	orNull,
	perhaps,
	rowsIn,
	text,
	textOrWhole,
	type Row,
	type Shape,
} from '../shape.ts';

export const at = (section: string, mark: Mark = 'documented') => ({
	section: `kiriminaja.md ${section}`,
	mark,
});

export const all = { returnAll: true };

/** `status` and `text` are in all answers. docs/contracts/kiriminaja.md §1.4 */
export const answer = (own: Record<string, Shape>) => keys({ status: flag, text, ...own });

export const method = (section: string, name: string): Fact => ({
	...at(section),
	says: `method is "${name}"`,
	look: ({ body }) => body?.method === name || 'method is another',
});

/** All rows of a list have it. */
export function allRows(
	rowsOf: (body: Row) => Row[],
	isSo: (row: Row, known: Known) => boolean | undefined,
	otherwise: string,
): Fact['look'] {
	return ({ body = {} }, known) => {
		const told = rowsOf(body).map((row) => isSo(row, known));
		const wrong = told.filter((one) => one === false).length;
		if (wrong > 0) return `${otherwise} in ${wrong} of ${told.length} rows`;
		return told.includes(true) ? true : undefined;
	};
}

export const datas = ({ datas: rows }: Row) => rowsIn(rows);
export const results = ({ results: rows }: Row) => rowsIn(rows);
export const idOf = (value: unknown) => (Number.isInteger(value) ? (value as number) : undefined);

/** Found by a name, else the first. */
export const pickRow = (rows: Row[], key: string, name: RegExp) =>
	rows.find((row) => name.test(String(row[key]))) ?? rows[0];

/** Areas of the published samples, for when an answer could not be read. */
export const ORIGIN = { district: 5788, subdistrict: 31554 };
export const DESTINATION = { district: 3175 };
export const originOf = ({ origin = ORIGIN }: Known) => origin;
export const destinationOf = ({ destination = DESTINATION }: Known) => destination;

export const some = (name: string, value: unknown) =>
	value === undefined ? {} : { [name]: value };
export const said = hidden('words');
export const notOf = (name: string, what: string) => ({
	missing: `no ${what} was given (${name})`,
});
export const NOBODY = 'LIVE-CHECK-NOBODY';

/** No answer has an order of the kind. docs/contracts/kiriminaja.md §1.5, §1.6 */
export const no = answer({ method: perhaps(orNull(text)), code: perhaps(orNull(textOrWhole)) });

export const underHttp200: Fact = {
	...at('§1.5'),
	says: 'a no is HTTP 200 with status false',
	look: ({ status }) => status === 200 || `HTTP ${status}`,
};

/** Asked for what nobody has: how KiriminAja says so is not documented for most calls. */
export const forNothing = (
	own: Pick<Question, 'operations' | 'request' | 'form' | 'file' | 'section' | 'mark'> &
		Partial<Question>,
): Question => ({
	about: 'one that nobody has',
	shape: no,
	isForNothing: true,
	exchange: 'not found',
	...own,
	facts: [underHttp200, ...(own.facts ?? [])],
});
