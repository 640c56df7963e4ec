const { default: TestRunner } = require('jest-runner');

/** Each of these starts a real n8n, and is told in which folder. */
const startsN8n = ({ context }) => 'hostFolder' in context.config.globals;
/** It begins once all that starts none is over, beside the others that do. */
const beginsLast = ({ context }) => context.config.globals.beginsLast === true;

/** Begun last, they would keep one core busy for minutes after all others have ended. */
const beginsFirst = ({ context }) => context.config.globals.beginsFirst === true;

/**
 * Runs the tests that start a real n8n one after the other, beside the others: they wait more than they compute. Once the others are over there
 * are two such lanes; each test has an n8n, ports and folders of its own.
 */
module.exports = class Runner extends TestRunner {
	constructor(config, context) {
		super(config, context);
		this.lanes = [0, 1].map(() => new TestRunner({ ...config, maxWorkers: 1 }, context));
	}

	async runTests(tests, watcher, options) {
		if (options.serial) return await super.runTests(tests, watcher, options);
		const [first, second] = this.lanes;
		const inN8n = tests.filter(startsN8n);
		const others = tests
			.filter((test) => !startsN8n(test))
			.sort((a, b) => Number(beginsFirst(b)) - Number(beginsFirst(a)));
		const last = async () => {
			if (others.length > 0) await super.runTests(others, watcher, options);
			await second.runTests(inN8n.filter(beginsLast), watcher, options);
		};
		await Promise.all([
			first.runTests(
				inN8n.filter((test) => !beginsLast(test)),
				watcher,
				options,
			),
			last(),
		]);
	}

	on(event, listener) {
		const ends = [...this.lanes.map((lane) => lane.on(event, listener)), super.on(event, listener)];
		return () => ends.forEach((end) => end());
	}
};
