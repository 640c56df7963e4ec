import type { INodeParameters } from 'n8n-workflow';
import { answering } from '../support/answering';
import { kiriminAjaCredential } from '../support/kiriminAja';
import { replaying } from '../support/replaying';
import { runNode } from '../support/runNode';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox();

const run = (
	operation: string,
	parameters: INodeParameters,
	options: Partial<Parameters<typeof runNode>[0]> = {},
) =>
	runNode({
		type: 'kiriminAja',
		resource: 'courier',
		operation,
		parameters,
		credentials: kiriminAjaCredential(sandbox.current),
		...options,
	});

const replayed = (
	fixture: string,
	name: string,
	operation: string,
	parameters: INodeParameters = {},
) =>
	replaying(`kiriminaja/${fixture}`, name, (url) =>
		run(operation, parameters, {
			credentials: kiriminAjaCredential({ ...sandbox.current, url }),
		}),
	);

test('lists the couriers of the account as published', async () => {
	const { json, hints } = await replayed('courier-list', 'ok', 'getAll', { returnAll: true });

	expect(hints).toEqual([]);
	expect(json).toHaveLength(18);
	expect(json[0]).toEqual({ code: 'tiki', name: 'Tiki', type: 'Express' });
});

test('lists no more couriers than the limit', async () => {
	const { json } = await run('getAll', { returnAll: false, limit: 2 });
	expect(json.map(({ code }) => code)).toEqual(['tiki', 'posindonesia']);
});

test('lists the groups of services as published', async () => {
	const { json, hints } = await replayed('courier-group', 'ok', 'getGroups');

	expect(hints).toEqual([]);
	expect(json).toEqual([
		{ code: 'regular', name: 'Regular' },
		{ code: 'one_day', name: 'One Day' },
		{ code: 'next_day', name: 'Next Day' },
		{ code: 'economy', name: 'Ekonomi' },
		{ code: 'cargo', name: 'Cargo' },
		{ code: 'same_day', name: 'Same Day' },
	]);
});

describe('Get Services', () => {
	test('lists the services of a courier as published', async () => {
		const { json, hints } = await replayed('courier-services', 'ok', 'getServices', {
			courierCode: { __rl: true, mode: 'list', value: 'jne' },
			returnAll: true,
		});

		expect(hints).toEqual([]);
		expect(json).toHaveLength(7);
		expect(json[0]).toEqual({
			courierCode: 'jne',
			name: 'Reguler',
			code: 'REG',
			cutOffTime: '23:03:00',
			volumetrik: '6000',
			volumetricDivisor: 6000,
			rounded: 0.3,
			courierGroup: 'regular',
		});
		expect(json[6]).toMatchObject({ code: 'JTR23', cutOffTime: null, volumetricDivisor: null });
	});

	test('takes another courier for each input item, by its code', async () => {
		const { outputs } = await run(
			'getServices',
			{
				courierCode: { __rl: true, mode: 'code', value: '={{ $json.courier }}' },
				returnAll: false,
				limit: 1,
			},
			{ items: [{ courier: 'jnt' }, { courier: 'ninja' }] },
		);
		expect(
			outputs[0]?.map(({ json, pairedItem }) => [json.courierCode, json.code, pairedItem]),
		).toEqual([
			['jnt', 'EZ', { item: 0 }],
			['ninja', 'Standard', { item: 1 }],
		]);
	});

	test('says what KiriminAja said of a courier that it does not know', async () => {
		const { error } = await run('getServices', {
			courierCode: { __rl: true, mode: 'code', value: 'pos' },
			returnAll: true,
		});
		expect(error?.message).toBe(
			'KiriminAja refused the request: The selected courier code is invalid.',
		);
	});

	test('asks for the courier', async () => {
		const { error } = await run('getServices', {
			courierCode: { __rl: true, mode: 'code', value: '={{ $json.missing }}' },
			returnAll: true,
		});
		expect(error?.message).toBe('Courier (item 0) is required.');
		expect(sandbox.current.requests).toEqual([]);
	});
});

describe('Set Preference', () => {
	test('sends the chosen couriers as published', async () => {
		const services = ['jne', 'jnt', 'sicepat'];
		const { json } = await replayed('courier-set-whitelist', 'set', 'setPreference', { services });
		expect(json).toEqual([{ updated: true, couriers: services }]);
	});

	test('resets the preference as published when no courier is chosen', async () => {
		const { json } = await replayed('courier-set-whitelist', 'reset', 'setPreference', {
			services: [],
		});
		expect(json).toEqual([{ updated: true, couriers: [] }]);
	});

	test('changes the account, and changes it back', async () => {
		await run('setPreference', { services: ['jne', 'sap'] });
		expect(sandbox.current.kiriminAja.whitelist).toEqual(['jne', 'sap']);

		await run('setPreference', { services: [] });
		expect(sandbox.current.kiriminAja.whitelist).toBeNull();
	});

	test.each([
		['nothing', '={{ $json.missing }}'],
		['null', '={{ null }}'],
		['text', 'jne'],
	])('does not reset the account when an expression gives %s', async (_what, services) => {
		sandbox.current.kiriminAja.whitelist = ['jne'];
		const { error } = await run('setPreference', { services });

		expect(error?.message).toBe(
			'Courier Names or IDs (item 0) must be a list of courier codes, e.g. ["jne", "jnt"]; an empty list resets it.',
		);
		expect(sandbox.current.requests).toEqual([]);
		expect(sandbox.current.kiriminAja.whitelist).toEqual(['jne']);
	});

	test('names the entry of the list that is empty', async () => {
		const { error } = await run('setPreference', { services: ['jne', ''] });
		expect(error?.message).toBe('Courier Names or IDs 2 (item 0) is required.');
	});

	test('says what KiriminAja said of instant couriers, and leaves the account as it was', async () => {
		const { error } = await run('setPreference', { services: ['jne', 'gosend'] });

		expect(error?.message).toBe(
			'KiriminAja refused the request: The selected services is invalid.',
		);
		expect(sandbox.current.kiriminAja.whitelist).toBeNull();
	});

	test('is sent once, whatever becomes of the answer', async () => {
		let calls = 0;
		await answering(
			(request) => {
				calls += 1;
				request.socket.destroy();
			},
			async (url) => {
				const { error } = await run(
					'setPreference',
					{ services: ['jne'] },
					{ credentials: kiriminAjaCredential({ ...sandbox.current, url }) },
				);
				expect(error?.context).toMatchObject({ outcome: 'unknown' });
			},
		);
		expect(calls).toBe(1);
	});
});
