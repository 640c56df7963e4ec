const { default: TestRunner } = require('jest-runner');

/** Runs its test files one after the other. */
module.exports = class SerialRunner extends TestRunner {
	isSerial = true;
};
