// Says whether this may be released under a tag, and prints what the changelog says of the version.
//   node scripts/release.mjs v1.2.3     in the folder of the package
import { readFileSync } from 'node:fs';

const { name, version, author } = JSON.parse(readFileSync('package.json', 'utf8'));
const [tag] = process.argv.slice(2);
const [, ...sections] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
const [heading, ...lines] = sections[0]?.split('\n') ?? [''];
const [, entry, date] = /^(\S+) \((\d{4}-\d{2}-\d{2})\)$/.exec(heading) ?? [];
const day = date === undefined ? NaN : Date.parse(date);

const problems = [];
if (tag !== `v${version}`) {
	problems.push(
		`The tag is ${tag}, and the version in package.json is ${version}: expected v${version}.`,
	);
}
if (entry !== version || Number.isNaN(day)) {
	problems.push(
		`CHANGELOG.md begins with "## ${heading}": expected "## ${version} (YYYY-MM-DD)" with the day of the release.`,
	);
}
// The day has begun somewhere on earth up to 14 hours before it begins in UTC.
if (day > Date.now() + 14 * 3_600_000) {
	problems.push(`CHANGELOG.md dates ${version} to ${date}, which has not come yet.`);
}
if (/\.(example|invalid|test)$/.test(author.email)) {
	problems.push(
		`${author.email} is nobody's address: name the owner in package.json (RELEASING.md).`,
	);
}

if (problems.length > 0) {
	console.error(problems.join('\n'));
	process.exitCode = 1;
} else {
	console.log(`${name} ${version}\n\n${lines.join('\n').trim()}`);
}
