// What we ask of everything that is ours, beside n8n's gate (eslint.config.mjs), which looks at nodes and credentials only.
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'coverage/**', '.cache/**', 'host/**', '**/node_modules/**'] },
	{
		files: ['{nodes,credentials,bundled,sandbox,demo,bench,live,test}/**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: {
				project: [
					'tsconfig.json',
					'sandbox/tsconfig.json',
					'demo/tsconfig.json',
					'bench/tsconfig.json',
					'live/tsconfig.json',
				],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			// A field is left out of an object by naming it beside the rest.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			// What stands in for a service or for n8n is async because the real one is, whether it has anything to wait for or not.
			'@typescript-eslint/require-await': 'off',
		},
	},
);
