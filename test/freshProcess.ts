import { forgetRefused } from '../nodes/shared/ledger/refusals';

/** Each test begins as n8n does after a restart. */
beforeEach(forgetRefused);
