import { startSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { sampleBooking, samplePackage } from './sampleOrders';
import { kiriminAja } from './vendorCalls';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const unknown = () => sandbox.requests.map(({ unknownFields }) => unknownFields);

describe('the record of what a vendor was sent', () => {
	it('names no field that the vendor knows', async () => {
		await kiriminAja(sandbox, 'v6.2/request_pickup', sampleBooking());
		expect(unknown()).toEqual([[]]);
	});

	it('names each field once that the vendor does not know, wherever it stands', async () => {
		const items = [{ name: 'Kopi', metadata: { size: 'L' } }];
		const row = samplePackage({ colour: 'red', items });
		await kiriminAja(sandbox, 'v6.2/request_pickup', {
			...sampleBooking(),
			Pin: '123456',
			packages: [row, row],
		});
		expect(unknown()).toEqual([['packages[].colour', 'packages[].items[].metadata.size', 'Pin']]);
	});

	it('names what the query carries and the vendor does not know', async () => {
		await kiriminAja(sandbox, 'v6.1/addresses?search=Depok&limit=5', undefined);
		expect(unknown()).toEqual([['limit']]);
	});

	it('says nothing about empty lists of fields that the vendor knows', async () => {
		await kiriminAja(sandbox, 'v6.2/request_pickup', { packages: [] });
		expect(unknown()).toEqual([[]]);
	});
});
