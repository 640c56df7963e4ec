import { download } from '../../../../../nodes/shared/wire/download';
import { contextWith } from '../context';

/** A file of which half has come when this happens. */
async function downloadOf(then: (patience: AbortController) => void) {
	const patience = new AbortController();
	const minute = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
	async function* half() {
		yield await Promise.resolve(Buffer.from('%PDF-1.4'));
		then(patience);
	}
	const real = contextWith({ credentials: {} });
	const httpRequest = async () => await Promise.resolve({ statusCode: 200, body: half() });
	const ctx = Object.create(real, { helpers: { value: { httpRequest } } }) as typeof real;
	const source = { service: 'Testpay', baseUrl: 'https://t.example.com', maxBytes: 100 };
	const file = await download({ ctx }, 'https://t.example.com/label.pdf', source);
	expect(minute).toHaveBeenCalledWith(60_000);
	return file;
}

test.each<[string, (patience: AbortController) => void, string]>([
	[
		'stalls',
		(patience) => {
			patience.abort();
			throw new Error('aborted');
		},
		't.example.com did not give the whole file within 60 seconds',
	],
	[
		'breaks off',
		() => {
			throw new Error('socket hang up');
		},
		'The connection to t.example.com broke before the file was complete',
	],
])('half a file is none, when it %s', async (_, then, message) => {
	expect(await downloadOf(then)).toEqual({
		ok: false,
		failure: { outcome: 'refused', message, advice: 'Try again later.' },
	});
});

test('a whole file is its bytes', async () => {
	expect(await downloadOf(() => {})).toEqual({ ok: true, bytes: Buffer.from('%PDF-1.4') });
});
