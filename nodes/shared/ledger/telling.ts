import type { INodeParameters } from 'n8n-workflow';
import type { Part } from './book';

/** By what a retried item is told from another one, where its content is the same. */

/** What gives another value each time, in an expression. What is missing here costs an item that says so, and never money. */
const MAKES_ANEW =
	/\$(now|today|execution|executionId|runIndex)\b|\bDate(Time)?\b|\b([rR]andom\w*|shuffle|uuid)\s*\(/;

/** Whether an expression gives this field another value in each try: its own, or one of a list that names it. */
export function isMadeAnew(parameters: INodeParameters, field: string): boolean {
	const name = plainName(field.replace(/ in .*$/, ''));
	return expressionsOf(parameters, name).some((one) => MAKES_ANEW.test(one));
}

/** As names of fields are written on the screen, in the workflow and at the service. */
function plainName(name: string): string {
	return name.replace(/[ _]/g, '').toLowerCase();
}

/** The expressions that stand in the field of this name, or have the name in them. */
function expressionsOf(value: unknown, name: string, isInside = false): string[] {
	if (typeof value === 'string') {
		const isMeant = isInside || plainName(value).includes(name);
		return value.startsWith('=') && isMeant ? [value] : [];
	}
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, entry]) =>
		expressionsOf(entry, name, isInside || plainName(key) === name),
	);
}

/** For each thing which of those before it is; nothing where nobody can tell. */
export function matched(things: Part[], before: Part[]): Array<number | undefined> {
	const known = things.map(({ number }) => {
		const place = number === null ? -1 : before.findIndex((one) => one.number === number);
		return place < 0 ? undefined : place;
	});
	const isRenumbered = known.every((place) => place === undefined);
	const isAsLong = things.length === before.length;
	const placed = known.map((place, index) => {
		if (place !== undefined || !isAsLong || known.includes(index)) return place;
		const isEmpty = things[index]?.number === null || before[index]?.number === null;
		return isEmpty || isRenumbered ? index : undefined;
	});
	const only = (list: number[]) => (list.length === 1 ? list[0] : undefined);
	const places = (list: Part[], core: string, isFree: (index: number) => boolean) =>
		list.flatMap((one, index) => (one.core === core && isFree(index) ? [index] : []));
	return placed.map((place, index) => {
		const { number, core } = things[index] ?? { number: '', core: '' };
		if (place !== undefined || number !== null) return place;
		const isAlone = only(places(things, core, (one) => placed[one] === undefined)) === index;
		return isAlone ? only(places(before, core, (one) => !placed.includes(one))) : undefined;
	});
}
