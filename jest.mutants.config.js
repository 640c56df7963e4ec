const { projects } = require('./jest.config.js');

/** Which tests judge mutants is said by scripts/mutants.mjs. Stryker takes one project, and tests that end soon. */
module.exports = {
	...projects[0],
	displayName: undefined,
	testMatch: JSON.parse(process.env.MUTANTS_JUDGES),
	testPathIgnorePatterns: [
		'/node_modules/',
		'/test/engine/money/model\\.',
		'/test/engine/money/judge',
	],
};
