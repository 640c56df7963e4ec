const { default: TestRunner } = require('jest-runner');

/** Each of these starts a real n8n, and is told in which folder. */
const startsN8n = ({ context }) => 'hostFolder' in context.config.globals;

/** Begun last, they would keep one core busy for minutes after all others have ended. */
const beginsFirst = ({ context }) => context.config.globals.beginsFirst === true;

/**
 * Runs the tests that start a real n8n one after the other, beside the others: they wait more than they compute, and two of them at once would
 * have to share one machine's n8n, browser and servers.
 */
module.exports = class Runner extends TestRunner {
	constructor(config, context) {
		super(config, context);
		this.lane = new TestRunner({ ...config, maxWorkers: 1 }, context);
	}

	async runTests(tests, watcher, options) {
		if (options.serial) return await super.runTests(tests, watcher, options);
		await Promise.all([
			this.lane.runTests(tests.filter(startsN8n), watcher, options),
			super.runTests(
				tests
					.filter((test) => !startsN8n(test))
					.sort((a, b) => Number(beginsFirst(b)) - Number(beginsFirst(a))),
				watcher,
				options,
			),
		]);
	}

	on(event, listener) {
		const ends = [this.lane.on(event, listener), super.on(event, listener)];
		return () => ends.forEach((end) => end());
	}
};
