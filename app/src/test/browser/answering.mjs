// People answer alerts on the page: by mouse, by keyboard alone, and before the eyes of somebody else.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';
import { keyboard, mouse } from './hands.mjs';

const alertOf = (id) => `#alerts li[data-key]:has(a[href$="${id}"]):has([data-answer])`;
const DIALOG = 'dialog[open]';
const REASON = `${DIALOG} input[maxlength]`;
const ZONE = `${DIALOG} input[list]`;
const SUBMIT = `${DIALOG} button[type=submit]`;

/** Somebody, and a second person who has the list of answers open all the time. */
async function two(browser, here, name) {
  const [page, second] = [await open(browser, here), await open(browser, `${here}/#/answers`)];
  // The simulated cloud makes ids of its own for connections that are given none.
  const id = await page.evaluate(async (it) => (await (await fetch('/api/v1/connections')).json()).connections.find((one) => one.name === it).id, name);
  for (const one of [page, second]) await until(one, `an alert of ${name} that nobody has answered`, (it) => document.querySelector(it), `${alertOf(id)} [data-answer="ACKNOWLEDGE"]`);
  return { page, second, id };
}

/** Nobody has loaded a page again. */
async function part({ page, second }, refusals = 0) {
  for (const one of [page, second]) assert.equal(one.loads, 1, 'the page was loaded again');
  calm(second);
  assert.deepEqual(page.complaints.filter((it) => !/400 \(Bad Request\)/.test(it)), []);
  assert.equal(page.complaints.length, refusals);
  await page.context().close();
  await second.context().close();
}

const isOpen = (page) => until(page, 'a dialog', (it) => document.querySelector(it), DIALOG);
const isClosed = (page) => until(page, 'the dialog is closed', () => !document.querySelector('dialog'));
const isAcknowledged = (page, id) => until(page, 'the alert is acknowledged', (it) => /acknowledged by /.test(document.querySelector(it)?.textContent ?? ''), alertOf(id));
const isUnanswered = (page, id) => until(page, 'the alert is open again', (it) => document.querySelector(it), `${alertOf(id)} [data-answer="ACKNOWLEDGE"]`);

/** The answer with a reason stands in a table of this name. */
const stands = (page, table, reason) => until(page, `${reason} is ${table}`, ([name, it]) => [...document.querySelectorAll(`#view-answers [aria-label="${name}"] tbody tr`)].some((row) => row.textContent.includes(it)), [table, reason]);

/** An answer does not hold any more. */
const isOver = (page, id) => until(page, `${id} is over`, (it) => document.querySelector(it), `#view-answers [aria-label="Over or refused"] tr[data-key="${id}"]`);

/** The command with this reason, as the server has recorded it. */
const recorded = (page, reason) => page.evaluate(async (it) => (await (await fetch('/api/v1/commands?all&limit=500')).json()).commands.find((one) => one.reason === it), reason);

const ANSWERS = { ACKNOWLEDGE: 'the provider is informed', SILENCE: 'must be rebuilt', MAINTENANCE: 'new cables' };

/** Each answer is given at the incident. Silence and maintenance are about its connection, and the maintenance about nothing else. */
async function answerAll({ page, second, id }, hand, words, look = async () => {}) {
  for (const [type, why] of Object.entries(ANSWERS)) {
    const reason = `${words}: ${why}`;
    await hand.press(`${alertOf(id)} [data-answer="${type}"]`);
    await isOpen(page);
    await look(type);
    await hand.type(REASON, reason);
    await hand.press(SUBMIT);
    await isClosed(page);
    await stands(second, 'In force', reason);
    if (type === 'ACKNOWLEDGE') for (const one of [page, second]) await isAcknowledged(one, id);
    const { type: given, matcher, recurrence } = await recorded(page, reason);
    assert.deepEqual([given, recurrence], [type, null]);
    if (type === 'SILENCE') assert.deepEqual([matcher.length, matcher.at(-1)], [2, `vpn_connection_id="${id}"`]);
    else assert.deepEqual(matcher, type === 'MAINTENANCE' ? [`vpn_connection_id="${id}"`] : []);
  }
}

/** Fills in a maintenance that comes again, in a zone of its own; whoever does not ask for that is not asked for more. */
async function fillRecurrence(page, hand, reason, days) {
  await isOpen(page);
  assert.equal(await page.locator(`${DIALOG} fieldset:visible`).count(), 0, 'more is asked of who plans once');
  await hand.replace(`${DIALOG} textarea`, 'vpn_gateway_id=vpn-nowhere');
  await hand.type(REASON, reason);
  await hand.tick(`${DIALOG} form > .tick input`);
  await until(page, 'the fields', () => document.querySelector('dialog fieldset').getClientRects().length && /For how long each time/.test(document.querySelector('dialog form').textContent));
  for (const day of days) await hand.tick(`${DIALOG} input[value=${day}]`);
  await hand.type(`${DIALOG} input[type=time]`, '0615AM'); // a browser that counts to 24 has no use for the letters
  assert.equal(await page.inputValue(`${DIALOG} input[type=time]`), '06:15');
  assert.equal(await page.inputValue(ZONE), 'UTC', 'the zone of this browser');
}

const DAY_MS = 86400000;
/** Two days that are not today, wherever that is. */
const daysAhead = () => [3, 4].map((it) => ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'][new Date(Date.now() + it * DAY_MS).getUTCDay()]);

/** It is among the planned ones for everybody, and the server has what was typed. */
async function isPlanned({ page, second }, reason, days, durationMinutes, weeks) {
  await isClosed(page);
  await stands(second, 'Planned', reason);
  assert.match(await second.innerText('#view-answers [aria-label=Planned] tbody'), new RegExp(`at 06:15 Asia/Shanghai, for ${durationMinutes} min`));
  const { id, matcher, recurrence, at } = await recorded(page, reason);
  const { lastBegin, ...rule } = recurrence;
  assert.deepEqual(matcher, ['vpn_gateway_id="vpn-nowhere"']);
  assert.deepEqual({ ...rule, days: rule.days.toSorted() }, { days: days.toSorted(), startTime: '06:15', durationMinutes, zone: 'Asia/Shanghai' });
  assert.equal(Math.round((Date.parse(lastBegin) - Date.parse(at)) / DAY_MS), weeks * 7);
  return id;
}

/** Each answer by mouse; text is typed into what was clicked. A second page sees all of it, and ends it. */
export async function byMouse(browser, here) {
  const both = await two(browser, here, 'dc-hangzhou-beijing');
  const { page, second, id } = both;
  const hand = mouse(page);
  await answerAll(both, hand, 'by mouse', async (type) => assert.deepEqual(await violations(page, 'dialog'), [], type));
  assert.deepEqual(await violations(second), []);
  for (const why of Object.values(ANSWERS)) {
    const answer = await recorded(page, `by mouse: ${why}`);
    await second.click(`#view-answers tr[data-key="${answer.id}"] [data-answer="CANCEL"]`);
    await isOver(second, answer.id);
  }
  await isUnanswered(page, id);
  const days = daysAhead();
  await hand.press('#views a[data-view=answers]');
  await hand.press('#view-answers .bar [data-answer="MAINTENANCE"]');
  await fillRecurrence(page, hand, 'by mouse: backups', days);
  assert.deepEqual(await violations(page, 'dialog'), [], 'when it returns');
  await hand.replace(ZONE, 'Mars/Olympus');
  await hand.press(SUBMIT);
  await until(page, 'what is wrong with the zone', () => /recurrence\.zone/.test(document.querySelector('dialog .refused').textContent));
  await hand.replace(ZONE, 'Asia/Shanghai');
  await hand.press(SUBMIT);
  const planned = await isPlanned(both, 'by mouse: backups', days, 60, 13);
  await second.click(`#view-answers tr[data-key="${planned}"] [data-answer="CANCEL"]`);
  await isOver(page, planned);
  await part(both, 1);
}

async function holdsKeyboard(page, what) {
  const held = await page.evaluate((it) => (document.activeElement.matches(it) ? '' : document.activeElement.outerHTML.slice(0, 200)), what);
  assert.equal(held, '', `the keyboard is not at ${what}`);
}

/** The same without a mouse. The keyboard is never lost, and a second page sees all of it. */
export async function byKeyboard(browser, here) {
  const both = await two(browser, here, 'vendor-logistics');
  const { page, second, id } = both;
  const hand = keyboard(page);
  await hand.press('#views a[data-view=answers]');
  await hand.press(`${alertOf(id)} [data-answer="MAINTENANCE"]`);
  await isOpen(page);
  await holdsKeyboard(page, REASON);
  await page.keyboard.press('Escape');
  await isClosed(page);
  await holdsKeyboard(page, `${alertOf(id)} [data-answer="MAINTENANCE"]`);
  await answerAll(both, hand, 'by keyboard');
  const days = daysAhead();
  await hand.press('#view-answers .bar [data-answer="MAINTENANCE"]');
  await fillRecurrence(page, hand, 'by keyboard: backups', days);
  await hand.replace(ZONE, 'Asia/Shanghai');
  await hand.choose(`${DIALOG} .recurrence select`, 1);
  await hand.choose(`${DIALOG} form > .field select`, 1);
  await hand.replace(`${DIALOG} textarea`, 'vpn_gateway_id=~[');
  await hand.press(SUBMIT);
  await until(page, 'what is wrong with it', () => /not a regular expression/.test(document.querySelector('dialog .refused').textContent));
  await holdsKeyboard(page, SUBMIT);
  await hand.replace(`${DIALOG} textarea`, 'vpn_gateway_id=vpn-nowhere');
  await hand.press(SUBMIT);
  await isPlanned(both, 'by keyboard: backups', days, 120, 26);
  await onATelephone(second);
  await endAll(both, hand);
  await part(both, 1);
}

/** Ends what was answered by keyboard; a button that is gone leaves the keyboard where it can go on. */
async function endAll({ page, second, id }, hand) {
  await hand.press(`${alertOf(id)} [data-answer="CANCEL"]`);
  for (const one of [page, second]) await isUnanswered(one, id);
  await holdsKeyboard(page, `${alertOf(id)} [data-answer]`);
  for (const reason of ['by keyboard: must be rebuilt', 'by keyboard: new cables', 'by keyboard: backups']) {
    const answer = await recorded(page, reason);
    await hand.press(`#view-answers tr[data-key="${answer.id}"] [data-answer="CANCEL"]`);
    for (const one of [page, second]) await isOver(one, answer.id);
    await holdsKeyboard(page, '#view-answers .bar [data-answer]');
  }
}

/** By night, in Chinese. */
async function onATelephone(page) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(page), [], 'on a telephone by night');
  await page.click('#language');
  await page.click('#view-answers .bar [data-answer="MAINTENANCE"]');
  await page.click(`${DIALOG} form > .tick input`);
  assert.doesNotMatch(await page.innerText(DIALOG), /[a-z]{3}/i, 'something is not in Chinese');
  assert.deepEqual(await violations(page, 'dialog'), [], 'in Chinese');
  assert.ok(await page.evaluate(() => { const box = document.querySelector('dialog'); return box.scrollWidth <= box.clientWidth; }), 'it is too wide for a telephone');
  await page.keyboard.press('Escape');
  await page.click('#language');
}

/** A maintenance that begins later stands under a heading of its own, with its beginning and its days. */
export async function planned(browser, here) {
  const page = await open(browser, here);
  const shown = await page.evaluate(drawnAnswers);
  assert.deepEqual(shown.map(([heading]) => heading), ['In force', 'Planned', 'Over or refused']);
  const [inForce, ahead, over] = shown.map(([, text]) => text);
  assert.match(inForce, /^Silence .* now [^\n]*$/);
  assert.match(ahead, /^Maintenance.*tomorrow.*22 Nov 2026.*22:00:00.*every day at 06:00 Asia\/Shanghai, for 60 min.*\nMaintenance.*saturdays.*28 Nov 2026.*Sat, Sun at 16:30/);
  assert.match(over, /^Acknowledge .* broken [^\n]*got worse \| $/);
  await page.context().close();
}

/** Runs in the browser. Each table with its heading, a line for each row. */
async function drawnAnswers() {
  const { drawAnswers } = await import('/answers.js');
  const [into, now] = [document.createElement('div'), '2026-11-21T08:00:00Z'];
  const answer = (/** @type {string} */ id, /** @type {any} */ more) => [id, {
    id, type: 'MAINTENANCE', state: 'SCHEDULED', by: 'ann', at: now, reason: id, matcher: [`vpn_gateway_id=${id}`], fingerprint: null, from: now, until: '2026-12-24T08:00:00Z', recurrence: null, cancels: null, endedReason: null, refused: null, ...more,
  }];
  const returning = (/** @type {string[]} */ days, /** @type {string} */ startTime) => ({ days, startTime, durationMinutes: 60, zone: 'Asia/Shanghai', lastBegin: null });
  drawAnswers(into, new Map([
    answer('saturdays', { from: '2026-11-28T08:30:00Z', recurrence: returning(['SATURDAY', 'SUNDAY'], '16:30') }),
    answer('tomorrow', { from: '2026-11-22T22:00:00Z', recurrence: returning([], '06:00') }),
    answer('now', { type: 'SILENCE', state: 'IN_FORCE' }),
    answer('broken', { type: 'ACKNOWLEDGE', state: 'ENDED', fingerprint: 'a', matcher: [], endedReason: 'ACKNOWLEDGEMENT_BROKEN' }),
  ]), new Map([['a', { rule: 'BgpDown', entity: 'vco-1', active: true, firedAt: now }]]), Date.parse(now) + 1000);
  return [...into.querySelectorAll('table')].map((it) => [
    it.closest('[role=region]')?.getAttribute('aria-label'),
    [...it.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent).join(' | ')).join('\n'),
  ]);
}
