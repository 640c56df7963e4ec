// The page's script: presses control routes, says what they answered, and draws what has changed.

const said = document.getElementById('said');
const line = document.getElementById('line');

/** Calls a control route, the same as tests do, and says what came of it. */
async function press(what, { path, method = 'POST' }, body) {
	say(`${what} …`);
	try {
		const response = await fetch(path, {
			method,
			...(method === 'POST' && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
		});
		const answer = await response.json();
		if (response.ok) say(`${what}: done. ${told(answer)}`);
		else say(answer.error ?? `HTTP ${response.status}`, 'bad');
	} catch {
		say('The sandbox does not answer. Is it still running?', 'bad');
	}
}

/** What became of the webhooks that it caused. */
function told({ deliveries, delivery, note = '' }) {
	const sent = [deliveries ?? [], delivery ?? []].flat();
	const lines = sent.map(({ event, status, error, attempts }) => {
		if (attempts === 0) return `Webhook ${event} is held.`;
		return `Webhook ${event}: ${status === null ? error : `HTTP ${status}`}.`;
	});
	return [...lines, note].join(' ');
}

function say(text, tone = '') {
	said.textContent = text;
	said.className = tone;
}

document.addEventListener('click', (event) => {
	const button = event.target.closest('button[data-path]');
	if (!button) return;
	const { question, body } = button.dataset;
	if (question && !confirm(question)) return;
	const row = button.closest('tr')?.querySelector('strong')?.textContent;
	const what = [button.textContent.trim(), row].filter(Boolean).join(' ');
	void press(what, button.dataset, JSON.parse(body));
});

document.addEventListener('submit', (event) => {
	event.preventDefault();
	const form = event.target;
	const fields = [...form.elements].filter(({ name, value }) => name && value !== '');
	const body = fields.map(({ name, type, value }) => [
		name,
		type === 'number' ? Number(value) : value,
	]);
	const what = form.querySelector('[type=submit]').textContent;
	void press(what, form.dataset, Object.fromEntries(body));
});

const changes = new EventSource('/__sandbox/board/changes');
changes.onopen = () => {
	line.textContent = 'live';
	line.className = 'badge good';
};
changes.onerror = () => {
	line.textContent = 'not connected';
	line.className = 'badge bad';
};
changes.onmessage = ({ data }) => {
	const { id, html } = JSON.parse(data);
	const part = document.getElementById(id);
	const wanted = document.createElement('template');
	wanted.innerHTML = html;
	const focused = document.activeElement;
	const row = focused.closest('tr')?.id;
	renewInside(part, wanted.content);
	if (focused.isConnected || row === undefined) return;
	// The button that was pressed is gone; whoever uses the keyboard goes on from what came in its place.
	const place = document.getElementById(row);
	(place?.querySelector('button') ?? place)?.focus();
};

/** Takes over what differs and leaves the rest alone, so that focus, open details and a click that has begun stay. */
function renew(old, wanted) {
	if (old.nodeType !== Node.ELEMENT_NODE) {
		if (old.data !== wanted.data) old.data = wanted.data;
		return;
	}
	for (const { name, value } of wanted.attributes) {
		if (old.getAttribute(name) !== value) old.setAttribute(name, value);
	}
	for (const { name } of [...old.attributes]) {
		if (name !== 'open' && !wanted.hasAttribute(name)) old.removeAttribute(name);
	}
	renewInside(old, wanted);
}

function renewInside(old, wanted) {
	const known = new Map([...old.children].filter(({ id }) => id).map((one) => [one.id, one]));
	let at = old.firstChild;
	for (const child of [...wanted.childNodes]) {
		const isAlike = at && !at.id && !child.id && at.nodeName === child.nodeName;
		const same = child.id ? known.get(child.id) : isAlike ? at : undefined;
		if (same === undefined) {
			old.insertBefore(child, at);
			continue;
		}
		if (same === at) at = at.nextSibling;
		else old.insertBefore(same, at);
		renew(same, child);
	}
	while (at) {
		const next = at.nextSibling;
		at.remove();
		at = next;
	}
}
