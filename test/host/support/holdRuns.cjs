const { existsSync } = require('node:fs');

/** A hook of n8n's own, set by EXTERNAL_HOOK_FILES: holds each run between its start and its first node while the file HOLD_RUNS is there. */
const hold = async () => {
	if (existsSync(process.env.HOLD_RUNS)) await new Promise(() => {});
};

module.exports = { workflow: { preExecute: [hold] } };
