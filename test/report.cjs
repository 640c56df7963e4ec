const { writeSync } = require('node:fs');

/** Ends the output with one line that says how the tests went, in jest's own numbers. */
module.exports = class Report {
	onRunComplete(_contexts, results) {
		const passed = results.numPassedTests;
		// A test file that could not run at all holds no failed test, yet it is a failure.
		const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
		const skipped = results.numPendingTests + results.numTodoTests;
		if (passed + failed === 0) this.error = new Error('No test was run.');
		const counts = [`${passed} passed`, `${failed} failed`];
		if (skipped > 0) counts.push(`${skipped} skipped`);
		// At the very end, behind the summary that jest writes to the other stream.
		process.once('exit', () => writeSync(1, `${counts.join(', ')}\n`));
	}

	/** What jest asks to know whether the run is a failure beyond its tests. */
	getLastError() {
		return this.error;
	}
};
