import { bookings } from './bookings.ts';
import { items } from './items.ts';
import { load } from './load.ts';
import { scale } from './scale.ts';
import { keep, machine, writePage } from './support/page.ts';
import { markOf, printed, type Part } from './support/report.ts';
import { FEW_ROUNDS, isWhole, ROUNDS } from './support/settings.ts';
import { throttled } from './throttled.ts';
import { webhooks } from './webhooks.ts';

/** In the order of the page, with the rounds of each. */
const PARTS: Record<string, Part & { rounds: number }> = {
	items: { ...items, rounds: ROUNDS },
	throttled: { ...throttled, rounds: 1 },
	bookings: { ...bookings, rounds: ROUNDS },
	webhooks: { ...webhooks, rounds: ROUNDS },
	scale: { ...scale, rounds: FEW_ROUNDS },
	load: { ...load, rounds: ROUNDS },
};

const names = Object.keys(PARTS);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
	throw new Error(`There is no part ${unknown.join(', ')}. The parts are ${names.join(', ')}.`);
}

for (const [name, { title, rounds, run }] of Object.entries(PARTS)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	process.stdout.write(`── ${title} (${name})\n`);
	const begun = performance.now();
	const findings = await run();
	const date = new Date().toISOString().slice(0, 10);
	keep(name, { title, date, rounds, isWhole, machine: machine(), ...findings });
	for (const table of findings.tables) process.stdout.write(printed(table));
	for (const goal of findings.goals) {
		process.stdout.write(`${markOf(goal).padEnd(11)}${goal.text}: ${goal.value}\n`);
	}
	process.stdout.write(`${Math.round((performance.now() - begun) / 1000)} s\n\n`);
}
process.stdout.write(`${writePage(names)}\n`);
