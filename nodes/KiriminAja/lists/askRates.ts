import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { isEmpty, numberIn, numericId } from '../../shared/values/kinds';
import { textIn } from '../../shared/values/texts';
import { inputError } from '../../shared/wire/errors';
import { rateOf, type Rate } from '../operations/rate/expressRate';
import { kiriminAja, rowsOf } from '../wire/api';
import { remembered } from './cache';

const SIZE = ['length', 'width', 'height'] as const;

/**
 * The rates for the package whose form is open, cheapest first: from the sender to the recipient, by weight and size. A package in a list of
 * several has its fields beside the one that asks. docs/contracts/kiriminaja.md §2.3
 */
export async function askRates(ctx: ILoadOptionsFunctions): Promise<Rate[]> {
	const isKept = ctx.getCurrentNodeParameter('senderFrom') === 'credential';
	const origin = isKept
		? idIn((await ctx.getCredentials('kiriminAjaApi')).senderDistrictId)
		: idIn(pickedIn(ctx.getCurrentNodeParameter('kecamatanId')));
	const recipient = idIn(packageField(ctx, 'destinationKecamatanId'));
	const weight = idIn(packageField(ctx, 'weight'));
	const needed = {
		[isKept ? 'Sender District ID in the credential' : 'Sender District']: origin,
		'Recipient District': recipient,
		Weight: weight,
	};
	const missing = Object.entries(needed).filter(([, value]) => value === undefined);
	if (missing.length > 0) {
		throw inputError(
			{ ctx },
			`Fill in ${missing.map(([name]) => name).join(' and ')} first`,
			'What a courier costs hangs on where the package goes and on its weight. For values that are known only when the node runs, give the code.',
		);
	}
	const size = SIZE.map((side) => [side, idIn(packageField(ctx, side))] as const);
	const question: IDataObject = {
		origin,
		destination: recipient,
		weight,
		...Object.fromEntries(size),
	};
	const path = '/api/mitra/v6.1/shipping_price';
	const body = await remembered(ctx, `${path} ${JSON.stringify(question)}`, () =>
		kiriminAja.read({ ctx }, path, question),
	);
	const parcel = { itemValue: 0, insured: false, dropOff: false };
	const rates = rowsOf(body).map((row) => rateOf(row, parcel));
	return rates.sort((one, other) => costOf(one) - costOf(other));
}

/** Before any discount, as it is shown. */
const costOf = ({ shippingCost }: Rate) => numberIn(shippingCost) ?? Number.MAX_SAFE_INTEGER;

/** A field of the package that is asked about. */
export function packageField(ctx: ILoadOptionsFunctions, name: string): unknown {
	return pickedIn(ctx.getCurrentNodeParameter(`&${name}`) ?? ctx.getCurrentNodeParameter(name));
}

/** Of a locator what was picked. */
function pickedIn(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

/** Nothing for an expression that has no value in the editor. */
function idIn(value: unknown): number | undefined {
	const id = isEmpty(value) ? undefined : numericId.safeParse(value);
	return id?.success ? id.data : undefined;
}

/** As in "Rp 18.000 · 2–3 days": the cost before any discount, which is what a booking needs. */
export function priceOf({ shippingCost, etd }: Rate): string {
	const cost = shippingCost === null ? '?' : textIn(shippingCost).replace(/\B(?=(\d{3})+$)/g, '.');
	const days = textIn(etd)
		.trim()
		.replace(/\s*-\s*/, '–');
	return [
		`Rp ${cost}`,
		...(/^[\d–]+$/.test(days) ? [`${days} ${days === '1' ? 'day' : 'days'}`] : [days]),
	]
		.filter(Boolean)
		.join(' · ');
}
