import type { INodePropertyOptions } from 'n8n-workflow';
import type { Resource } from './operation';

/** What stands below a node in a workflow, e.g. "Create: Express Order". */
export function subtitleOf(resources: Resource[]): string {
	const words = resources.flatMap(({ value: resource, name, operations }) =>
		operations.map((one) => [`${one.value}: ${resource}`, `${one.name}: ${name}`]),
	);
	const chosen = '$parameter["operation"] + ": " + $parameter["resource"]';
	return `={{ (${JSON.stringify(Object.fromEntries(words))})[${chosen}] }}`;
}

/** What stands below a trigger, e.g. "AWB Issued, Delivered". */
export function eventsSubtitleOf(events: INodePropertyOptions[]): string {
	const words = JSON.stringify(Object.fromEntries(events.map(({ name, value }) => [value, name])));
	return `={{ $parameter["events"].map((event) => (${words})[event]).join(", ") }}`;
}
