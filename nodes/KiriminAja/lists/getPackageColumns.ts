import type { ResourceMapperFields } from 'n8n-workflow';
import { mapperFields } from '../../shared/run/columns';
import { packageColumnNames, packageFields } from '../operations/expressOrder/packageForm';

/** What columns of the input can be mapped to in a booking: the fields of a package. */
export function getPackageColumns(): Promise<ResourceMapperFields> {
	return Promise.resolve(mapperFields(packageFields, packageColumnNames));
}
