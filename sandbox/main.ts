import { accounts } from './accounts.ts';
import { controlRoutes } from './control.ts';
import { startSandbox, type Sandbox } from './index.ts';

const port = Number(process.env.SANDBOX_PORT ?? 8787);

const sandbox = await open();
print(sandbox.url);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		void sandbox.close().then(() => process.exit(0));
	});
}

async function open(): Promise<Sandbox> {
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		return giveUp(
			`SANDBOX_PORT must be a port number from 0 to 65535, not "${process.env.SANDBOX_PORT}".`,
		);
	}
	try {
		return await startSandbox({ port, isLocal: true });
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
			return giveUp(
				`Port ${port} is in use. Stop what listens there, or choose another port: SANDBOX_PORT=8788 npm run sandbox`,
			);
		}
		throw error;
	}
}

function giveUp(reason: string): never {
	console.error(reason);
	process.exit(1);
}

function print(url: string): void {
	const { kiriminAja, kirimo, kasPro } = accounts;
	const [payer, receiver] = kasPro.customers;
	console.log(`Sandbox of KiriminAja, Kirimo (with Duitku) and KasPro: ${url}
Open that address in a browser for the board: orders, payments, wallets, webhooks, and buttons for all below.

KiriminAja  API key         ${kiriminAja.apiKey}
            KA Credit PIN   ${kiriminAja.pin}
Kirimo      API key         ${kirimo.apiKey}
            Duitku merchant ${kirimo.duitkuMerchantCode}, key ${kirimo.duitkuMerchantKey}
KasPro      client          ${kasPro.clientId}, secret ${kasPro.clientSecret}
            HMAC key        ${kasPro.hmacKey}, secret ${kasPro.hmacSecret}
            Origin          ${kasPro.origin}
            customers       ${payer?.mobileNumber} pays, ${receiver?.mobileNumber} receives

${controlRoutes.join('\n')}

Ctrl+C ends it.`);
}
