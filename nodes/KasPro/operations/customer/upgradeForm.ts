import type { INodeProperties } from 'n8n-workflow';
import { line, pick } from '../../../shared/values/builders';
import {
	additionalFields,
	customerField,
	noticeField,
	requestIdField,
	UNCONFIRMED,
} from '../fields';
import { MOST_MEGABYTES } from '../photos';

export const PATH = '/pil-partner/ekyc-upgrade-premium-inquiry/';

const photoField = (displayName: string, name: string, initial: string): INodeProperties =>
	line(displayName, name, initial, {
		default: initial,
		required: true,
		description: `The input binary field that holds this photo: JPEG or PNG, at most ${MOST_MEGABYTES} MB`,
	});

const nameField = (displayName: string, name: string, initial: string): INodeProperties =>
	line(displayName, name, initial, {
		default: initial,
		description: `What KasPro calls this photo in the request. ${UNCONFIRMED}.`,
	});

export const upgradeFields: INodeProperties[] = [
	noticeField(
		'Sends photos of an identity card. KasPro publishes neither how to encode them nor what to call them: confirm both with your integration contact. A second, confirming call may exist; it is not documented.',
	),
	customerField,
	photoField('ID Card Photo (KTP)', 'idCardProperty', 'idCard'),
	photoField('Selfie Photo', 'selfieProperty', 'selfie'),
	photoField('Selfie With ID Card Photo', 'selfieWithIdCardProperty', 'selfieWithIdCard'),
	pick(
		'Encoding',
		'encoding',
		[
			{ name: 'JSON', value: 'json', description: 'Photos as base64 text in the JSON body' },
			{ name: 'Multipart Form', value: 'multipart', description: 'Photos as files of a form' },
		],
		'json',
		{ description: `How the photos travel. ${UNCONFIRMED}.` },
	),
	requestIdField('upgrade', 'KYC-1001'),
	additionalFields({
		path: PATH,
		fields: [
			nameField('ID Card Field Name', 'idCardField', 'idCardPhoto'),
			nameField('Selfie Field Name', 'selfieField', 'selfiePhoto'),
			nameField('Selfie With ID Card Field Name', 'selfieWithIdCardField', 'selfieWithIdCardPhoto'),
		],
	}),
];
