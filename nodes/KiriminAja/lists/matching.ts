import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

/** What was typed into a picker of a short list, which KiriminAja gives whole. */
export function matching(results: INodeListSearchItems[], filter = ''): INodeListSearchResult {
	const words = filter.trim().toLowerCase();
	return { results: results.filter(({ name }) => name.toLowerCase().includes(words)) };
}
