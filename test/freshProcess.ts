type Refusals = typeof import('../nodes/shared/ledger/refusals');
type Credentials = typeof import('../nodes/shared/trigger/credential');
type Paces = typeof import('../nodes/shared/wire/pace');

/** Each test begins as n8n does after a restart. Loaded late: a test may put something in the place of what these load. */
beforeEach(() => {
	jest.requireActual<Refusals>('../nodes/shared/ledger/refusals').forgetRefused();
	jest.requireActual<Credentials>('../nodes/shared/trigger/credential').forgetCredentials();
	jest.requireActual<Paces>('../nodes/shared/wire/pace').forgetPaces();
});

/** A test that expects nothing can't fail. */
afterEach(() => {
	if (expect.getState().assertionCalls === 0) throw new Error('The test has expected nothing');
});
