const { existsSync } = require('node:fs');

const candidates = [
	process.env.CHROMIUM_PATH,
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that browser tests drive: `CHROMIUM_PATH`, or an installed Chromium or Chrome. */
function findChromium() {
	return candidates.find((path) => path && existsSync(path));
}

module.exports = { findChromium };
