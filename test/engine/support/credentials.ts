import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialType,
	ICredentialsHelper,
	IHttpRequestOptions,
	INode,
	Workflow,
} from 'n8n-workflow';
import { textIn } from '../../../nodes/shared/values/texts';
import { KasProApi } from '../../../credentials/KasProApi.credentials';
import { KiriminAjaApi } from '../../../credentials/KiriminAjaApi.credentials';
import { KirimoApi } from '../../../credentials/KirimoApi.credentials';

export type CredentialValues = Record<string, ICredentialDataDecryptedObject>;

const types: ICredentialType[] = [new KiriminAjaApi(), new KirimoApi(), new KasProApi()];

function typeOf(name: string): ICredentialType {
	const type = types.find((candidate) => candidate.name === name);
	if (type === undefined) throw new Error(`No credential type ${name}`);
	return type;
}

/**
 * Stands in for the part of n8n's server that keeps and applies credentials; n8n-core does not have it. Applies our own credential
 * classes, and fetches an expirable token when it is empty or has expired, as the server does.
 */
export function credentialsHelper(values: CredentialValues): ICredentialsHelper {
	const valuesOf = (name: string) => {
		const found = values[name];
		if (found === undefined) throw new Error(`The test gives no credential ${name}`);
		return found;
	};
	const helper = {
		isCredentialUsableByNode: async () => true,
		getParentTypes: () => [],
		getDecrypted: async (_data: unknown, _node: unknown, name: string) => ({ ...valuesOf(name) }),
		authenticate: async (
			credential: ICredentialDataDecryptedObject,
			name: string,
			request: IHttpRequestOptions,
			workflow: Workflow,
			node: INode,
		) => {
			const { authenticate } = typeOf(name);
			if (typeof authenticate === 'function') return await authenticate(credential, request);
			const filled = (template: unknown) =>
				workflow.expression.getSimpleParameterValue(node, textIn(template), 'internal', {
					$credentials: credential,
				});
			return withGeneric(authenticate as IAuthenticateGeneric, filled, request);
		},
		preAuthentication: async (
			context: never,
			credential: ICredentialDataDecryptedObject,
			name: string,
			_node: unknown,
			expired: boolean,
		) => {
			const type = typeOf(name);
			const token = type.properties.find(({ typeOptions }) => typeOptions?.expirable)?.name;
			if (token === undefined || type.preAuthentication === undefined) return undefined;
			if (credential[token] !== '' && credential[token] !== undefined && !expired) return undefined;
			const output = await type.preAuthentication.call(context, credential);
			if (output[token] === undefined) return undefined;
			Object.assign(valuesOf(name), output);
			return Object.assign(credential, output);
		},
	};
	return helper as unknown as ICredentialsHelper;
}

function withGeneric(
	{ properties }: IAuthenticateGeneric,
	filled: (template: unknown) => unknown,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const headers = Object.entries(properties.headers ?? {}).map(
		([name, template]) => [name, textIn(filled(template))] as const,
	);
	return { ...request, headers: { ...request.headers, ...Object.fromEntries(headers) } };
}
