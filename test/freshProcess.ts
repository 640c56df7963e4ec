import { forgetRefused } from '../nodes/shared/ledger/refusals';

/** Each test begins as n8n does after a restart. */
beforeEach(forgetRefused);

/** A test that expects nothing can't fail. */
afterEach(() => {
	if (expect.getState().assertionCalls === 0) throw new Error('The test has expected nothing');
});
