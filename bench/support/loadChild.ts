// Loads node and credential files as n8n does, in a process that has loaded nothing but what n8n has loaded by then.
import { createRequire } from 'node:module';

const [root = '', ...files] = process.argv.slice(2);
const require = createRequire(`${root}/`);
for (const name of ['n8n-workflow', 'zod', 'luxon']) require(name);

const heap = () => {
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
};
const before = heap();
const start = performance.now();
const made = files.map((file) => {
	const exported = Object.values(require(file) as Record<string, new () => object>);
	// The file may export what else it needs; the class has no parameters.
	return exported.filter((one) => typeof one === 'function').map((One) => new One());
});
const time = performance.now() - start;
process.send?.({ time, heap: heap() - before, made: made.length });
