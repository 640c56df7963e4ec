import type { N8n } from '../../../demo/n8n.ts';

export interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	updateAvailable?: string;
	failedLoading?: boolean;
	installedNodes: Array<{ name: string; type: string }>;
}

const path = '/rest/community-packages';

/** n8n's *Settings → Community nodes*, without its page. */
export const communityNodes = ({ rest }: N8n) => ({
	list: () => rest<InstalledPackage[]>('GET', path),
	install: (name: string, version?: string) =>
		rest<InstalledPackage>('POST', path, { name, version }),
	update: (name: string, version?: string) =>
		rest<InstalledPackage>('PATCH', path, { name, version }),
	uninstall: (name: string) => rest('DELETE', `${path}?name=${name}`),
});
