const { existsSync, readdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');

/** Debian keeps PostgreSQL's programs and nginx where a user's PATH does not look. */
const versions = '/usr/lib/postgresql';
const newestFirst = (a, b) => Number(b) - Number(a);
const folders = () => [
	...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
	'/usr/sbin',
	'/usr/local/sbin',
	...(existsSync(versions) ? readdirSync(versions).sort(newestFirst) : []).map((version) =>
		join(versions, version, 'bin'),
	),
];

/** Where a program is installed. */
function findProgram(name) {
	return folders()
		.map((folder) => join(folder, name))
		.find((path) => existsSync(path));
}

const needed = ['postgres', 'initdb', 'psql', 'redis-server', 'nginx'];

/** Which of the servers that n8n's queue mode needs are not installed here. */
function missingServers() {
	return needed.filter((name) => !findProgram(name));
}

module.exports = { findProgram, missingServers };
