import type { KnownFields } from '../knownFields.ts';

export const fields: KnownFields = () => undefined;
