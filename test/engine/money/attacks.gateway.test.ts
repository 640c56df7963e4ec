import '../support/noPauses';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { CredentialValues } from '../support/credentials';
import { runNode } from '../support/runNode';
import { html, inTurn, json, useVendor, type Reply, type Script } from '../support/scriptedVendor';
import { retryOnFail, run, transfer, type RunOptions } from './support/merchant';
import { keepsBooks, TRANSFER, transferred, type Records } from './support/vendors';
import { expectUnknown, invitations } from './support/words';

/**
 * KasPro sits behind a gateway that turns calls away in words of its own, `{"error": "…"}`. Only those say that the wallet has not seen the
 * payment; whatever else is said without a result code may stand for one that is paid.
 */

const TOKEN = 'POST /authentication-server/oauth/token';
const OTP = 'POST /validate-otp/';

const vendor = useVendor();
let records: Records;
let tokens = 0;
let accounts = 0;
beforeEach(() => {
	records = keepsBooks(vendor.current);
	accounts++;
	vendor.current.on(TOKEN, () =>
		json({ access_token: `access-${++tokens}`, token_type: 'bearer', expires_in: 3600 }),
	);
});

/** Every test has a client of its own, because a token is renewed once a minute. */
const oauth = (baseUrl: string): CredentialValues => ({
	kasProApi: {
		baseUrl,
		authMode: 'oauth2Hmac',
		clientId: `client-${accounts}`,
		clientSecret: 'client-secret',
		tokenPath: '/authentication-server/oauth/token',
		hmacKey: 'hmac-key',
		hmacSecret: 'hmac-secret',
		partnerKey: '',
		origin: '',
		accessToken: '',
	} satisfies ICredentialDataDecryptedObject,
});
const pay = async (options: RunOptions = {}, credentials = oauth) =>
	await run(
		{ ...transfer, credentials },
		vendor.current.url,
		options.retry ? [] : [{ ref: 'PAY-1', amount: 25_000 }],
		options,
	);
const sent = () => vendor.current.callsTo(TRANSFER);
const tokensUsed = () => sent().map(({ headers }) => headers.authorization);
const paid = () => records.transfers.length;
/** KasPro pays the first one, and this is what n8n hears; every later one is paid and told so. */
const paysButSays = (answer: Reply): Script =>
	inTurn(
		(call) => {
			transferred(records, call);
			return answer;
		},
		(call) => transferred(records, call),
	);

const unsaid: Record<string, Reply> = {
	'400, a payment under way': json({ message: 'Transaksi sedang diproses' }, 400),
	'400, what Spring says of a lost backend': json(
		{ status: 400, error: 'Bad Request', message: 'Read timed out' },
		400,
	),
	'400, a code that is a word': json({ code: 'TRX_TIMEOUT', message: 'Timeout' }, 400),
	'403, a code that is a word': json({ code: 'TRX_TIMEOUT', message: 'Timeout' }, 403),
	'400, a code of another name': json(
		{ responseCode: '4001800', responseMessage: 'Bad Request' },
		400,
	),
	'400, an empty object': json({}, 400),
	'403, the gateway without its backend': json({ error: 'Backend timed out' }, 403),
	'400, the gateway without an answer': json({ error: 'No response from upstream' }, 400),
	'200, a code for what is done already': json({
		code: 190_001,
		message: 'Transaksi sudah diproses',
	}),
	'200, a code for a duplicate': json({ code: 190_002, message: 'Duplicate requestId' }),
	'200, a code for what waits': json({ code: 190_003, message: 'Menunggu konfirmasi bank' }),
	'200, a code for time that is over': json({ code: 190_004, message: 'Waktu habis' }),
	'409, a duplicate': json({ message: 'Duplicate requestId, transaction already processed' }, 409),
	'422, errors of fields': json({ errors: { requestId: ['has been taken'] } }, 422),
};

const none = (baseUrl: string): CredentialValues => ({
	kasProApi: { baseUrl, authMode: 'none', accessToken: '' },
});

describe.each([
	['with OAuth2 + HMAC', oauth],
	['without tokens', none],
])('a payment %s that KasPro answers with HTTP', (_, credentials) => {
	test.each(Object.entries(unsaid))(
		'%s: is sent once, and nobody is told that it was not paid',
		async (__, answer) => {
			vendor.current.on(TRANSFER, paysButSays(answer));
			const first = await pay({ settings: retryOnFail }, credentials);
			const again = await pay({ retry: first.run }, credentials);

			expect(sent()).toHaveLength(1);
			expect(paid()).toBe(1);
			for (const { said } of [first, again]) expectUnknown(said, 'PAY-1');
		},
	);

	test.each(Object.entries(unsaid))(
		'%s: is not sent again by a loop over its error output',
		async (__, answer) => {
			vendor.current.on(TRANSFER, paysButSays(answer));
			const { failed, done } = await pay({ rounds: 3 }, credentials);

			expect(sent()).toHaveLength(1);
			expect(done).toEqual([]);
			expect(failed).toHaveLength(3);
			for (const said of failed) expectUnknown(said, 'PAY-1');
		},
	);

	test.each<[string, Reply]>([
		['a page', html(403, '<html><h1>Forbidden</h1></html>')],
		['a text without a code', json({ message: 'Forbidden' }, 403)],
	])('403 and %s: is turned away, and no new token is asked for', async (__, answer) => {
		vendor.current.on(TRANSFER, answer);
		const { said } = await pay({}, credentials);

		expect(sent()).toHaveLength(1);
		expect(said?.outcome).toBe('refused');
		expect(vendor.current.callsTo(TOKEN).length).toBeLessThanOrEqual(1);
	});
});

describe.each([400, 403])(
	"a payment that the gateway turns away with HTTP %i and 'error'",
	(status) => {
		const turnsAway = json({ error: 'Access token is invalid' }, status);

		test('is sent once more with a new token, and paid once', async () => {
			vendor.current.on(
				TRANSFER,
				inTurn(turnsAway, (call) => transferred(records, call)),
			);
			const { done } = await pay();

			expect(done).toHaveLength(1);
			expect(paid()).toBe(1);
			expect(tokensUsed()).toEqual([`Bearer access-${tokens - 1}`, `Bearer access-${tokens}`]);
		});

		test('is sent no third time', async () => {
			vendor.current.on(TRANSFER, turnsAway);
			const { said } = await pay();

			expect(sent()).toHaveLength(2);
			expect(said?.outcome).toBe('refused');
			expect(said?.text).toContain('Access token is invalid');
		});

		test.each([
			['is paid and not said so', json({ message: 'Transaksi sedang diproses' }, 400)],
			['is lost', { breaks: 'after reading' as const }],
		])('and that %s the second time is unknown, and not sent again', async (_, answer) => {
			vendor.current.on(
				TRANSFER,
				inTurn(turnsAway, (call) => {
					transferred(records, call);
					return answer;
				}),
			);
			const first = await pay({ settings: retryOnFail });
			const again = await pay({ retry: first.run });

			expect(sent()).toHaveLength(2);
			expect(paid()).toBe(1);
			for (const { said } of [first, again]) expectUnknown(said, 'PAY-1');
		});

		test('stays refused with what was said first when no new token can be had', async () => {
			vendor.current.on(TRANSFER, turnsAway);
			vendor.current.on(
				TOKEN,
				inTurn(
					json({ access_token: 'the first', token_type: 'bearer', expires_in: 3600 }),
					json({ error: 'Token service is down' }, 503),
				),
			);
			const { said } = await pay();

			expect(sent()).toHaveLength(1);
			expect(said?.outcome).toBe('refused');
			expect(said?.text).toContain('Access token is invalid');
			expect(said?.text).not.toContain('Token service');
		});
	},
);

describe('an OTP that KasPro answers with HTTP', () => {
	test.each(Object.entries(unsaid))('%s: is not sent again', async (_, answer) => {
		vendor.current.on(OTP, answer);
		const validate = async (retry?: Awaited<ReturnType<typeof runNode>>['run']) =>
			await runNode({
				type: 'kasPro',
				resource: 'otp',
				operation: 'validate',
				parameters: { mobileNumber: '081234560001', otp: String(700_000 + accounts) },
				credentials: none(vendor.current.url),
				settings: retryOnFail,
				executionId: `otp-${accounts}`,
				retry,
			});
		const first = await validate();
		const again = await validate(first.run);

		expect(vendor.current.callsTo(OTP)).toHaveLength(1);
		for (const { error } of [first, again]) {
			expect(error?.context.outcome).toBe('unknown');
			expect(invitations(`${error?.message} ${error?.description}`)).toEqual([]);
		}
	});
});
