import { bookingBody, bookingParameters, parcelColumns } from './support/booking.ts';
import { measured, withN8n } from './support/host.ts';
import {
	atMost,
	milliseconds,
	number,
	progress,
	spread,
	times,
	type Findings,
	type Part,
} from './support/report.ts';
import { alternate, ratioOf, spreadOf } from './support/rounds.ts';
import { BOOKINGS } from './support/settings.ts';
import { code, httpRequest, inARow, MEASURED, ours } from './support/workflows.ts';
import { startVendor } from './vendor/index.ts';
import { record } from './vendor/recording.ts';

const LATENCY = 20;

/** Our node books 50 packages in one request unless it is told otherwise. */
const USUAL_SIZE = 50;

/** Orders of this execution: none of them is booked already. */
const orders = `
return Array.from({ length: ${BOOKINGS} }, (_, index) => ({
	json: {
		order: 'B' + $execution.id + '-' + index,
		name: 'Sari Wulandari',
		phone: '081300004321',
		address: 'Jl. Kapasan Gang 3 No 7 Simokerto',
	},
}));`;

/** The same orders as rows of a sheet, whose columns are called as the fields are. */
const sheet = `
return Array.from({ length: ${BOOKINGS} }, (_, index) => ({
	json: {
		'Order ID': 'S' + $execution.id + '-' + index,
		'Recipient Name': 'Sari Wulandari',
		'Recipient Phone': '081300004321',
		'Recipient Address': 'Jl. Kapasan Gang 3 No 7 Simokerto',
		'Recipient District': 6152,
		...${JSON.stringify(parcelColumns)},
	},
}));`;

/** What a merchant writes who books all orders with one request. */
function byHand(): string {
	const { packages, ...booking } = bookingBody(['']);
	return `
const packages = $input.all().map(({ json }) => ({
	...${JSON.stringify(packages[0])},
	order_id: json.order,
	destination_name: json.name,
	destination_phone: json.phone,
	destination_address: json.address,
}));
return [{ json: { ...${JSON.stringify(booking)}, packages } }];`;
}

async function run(): Promise<Findings> {
	const recording = await record();
	return await withN8n(async (n8n) => {
		const vendor = await startVendor(recording, { name: 'Bench', latency: LATENCY });
		await n8n.importCredentials(vendor.credentials);
		const booking = (more: object) =>
			ours('kiriminAja', { ...bookingParameters(), ...more }, 'Bench');
		const fromItems = async (additionalFields: object) =>
			await measured(n8n, inARow('Bookings, ours', orders, booking({ additionalFields })), {
				items: BOOKINGS,
			});
		const columns = { mappingMode: 'autoMapInputData', value: null };
		const fromSheet = inARow(
			'Bookings, ours, of a sheet',
			sheet,
			booking({ packageSource: 'columns', columns }),
		);
		const collected = inARow(
			'Bookings, ours, of a list',
			orders,
			code('Build', byHand()),
			booking({ packageSource: 'json', packagesJson: '={{ $json.packages }}' }),
		);
		const call = {
			method: 'POST',
			url: `${vendor.url}/api/mitra/v6.2/request_pickup`,
			jsonBody: '={{ $json }}',
		} as const;
		const hand = inARow(
			'Bookings, by hand',
			orders,
			code('Build', byHand()),
			httpRequest(call, 'kiriminAjaApi', 'Bench'),
		);
		const requests = { usual: 0, together: 0, sheet: 0, list: 0, byHand: 0 };
		const counted = (side: keyof typeof requests, measure: () => Promise<number>) => async () => {
			await vendor.counts();
			const time = await measure();
			({ requests: requests[side] } = await vendor.counts());
			return time;
		};
		const measuredSides = await alternate({
			usual: counted('usual', await fromItems({})),
			together: counted('together', await fromItems({ bookingSize: BOOKINGS })),
			sheet: counted('sheet', await measured(n8n, fromSheet, { items: BOOKINGS })),
			list: counted(
				'list',
				await measured(n8n, collected, { items: BOOKINGS, nodes: ['Build', MEASURED] }),
			),
			byHand: counted(
				'byHand',
				await measured(n8n, hand, { items: 1, nodes: ['Build', MEASURED] }),
			),
		});
		vendor.stop();
		const ratio = {
			usual: ratioOf(measuredSides.usual, measuredSides.byHand),
			together: ratioOf(measuredSides.together, measuredSides.byHand),
			sheet: ratioOf(measuredSides.sheet, measuredSides.byHand),
			list: ratioOf(measuredSides.list, measuredSides.byHand),
		};
		progress(
			`bookings: ${times(ratio.usual.median)}, in one request ${times(ratio.together.median)}, of a sheet ${times(ratio.sheet.median)}, of a list ${times(ratio.list.median)}`,
		);
		const row = (name: string, side: keyof typeof requests) => [
			name,
			spread(spreadOf(measuredSides[side]), milliseconds),
			side === 'byHand' ? '' : spread(ratio[side], times),
			number(requests[side]),
			milliseconds(requests[side] * LATENCY),
		];
		return {
			about: `${number(BOOKINGS)} express orders of one sender, one package each, at ${LATENCY} ms. By hand: a Code node that builds the body for all of them, and an HTTP Request node that sends it. That books again when it is run again, checks nothing, and gives one item for all orders; ours gives one for each.`,
			tables: [
				{
					title: 'Bookings',
					columns: ['', 'time', 'to by hand', 'requests', 'limit: requests × latency'],
					rows: [
						row(`Ours, ${USUAL_SIZE} in a booking, as it comes`, 'usual'),
						row('Ours, all in one booking', 'together'),
						row('Ours, Columns of Input Items, as it comes', 'sheet'),
						row('Ours, Packages From JSON, of the same Code node', 'list'),
						row('By hand, Code and HTTP Request', 'byHand'),
					],
					note: 'Bookings go out one after the other, because each costs money.',
				},
			],
			goals: [
				atMost(1.1, `${BOOKINGS} bookings from items, time of the hand-built call`, ratio.usual),
				atMost(1.1, 'The same of the columns of a sheet', ratio.sheet),
				atMost(1.1, 'The same of the list of a Code node', ratio.list),
			],
		};
	});
}

export const bookings: Part = { title: 'Bookings', run };
