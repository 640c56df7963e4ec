/** n8n logs every failing node to the console; the tests look at the failures themselves. Read before n8n-core is loaded. */
process.env.N8N_LOG_LEVEL ??= 'silent';
