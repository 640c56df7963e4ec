const { createTransformer } = require('@swc/jest');

/** As `@swc/jest`, and our own files get their zod from another package; n8n's library keeps its own, for it would not bear another. */
module.exports = {
	createTransformer({ zod, ...swc }) {
		const { process, getCacheKey } = createTransformer(swc);
		const changed = (source) => source.replace(/ from 'zod';/g, ` from '${zod}';`);
		return {
			canInstrument: false,
			process: (source, ...rest) => process(changed(source), ...rest),
			getCacheKey: (source, ...rest) => getCacheKey(changed(source), ...rest),
		};
	},
};
