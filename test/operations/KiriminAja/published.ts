import type { IDataObject } from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import type { Exchange, Read } from '../row';

/** What rows say of KiriminAja's published exchanges. */
export const refused = (text: string, advice?: string): Read => ({
	message: `KiriminAja refused the request: ${text}`,
	advice,
});

export const lastOf = ({ path }: Exchange['request']) =>
	decodeURIComponent(path.split('/').at(-1) ?? '');

export const paymentMethodOf = (body: IDataObject | null) =>
	textIn(body?.payment_method ?? 'accountDefault');
