// People answer alerts on the page: by mouse, by keyboard alone, before the eyes of somebody else, and never from another site.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

const alertOf = (name) => `#alerts li[data-key]:has(a[href$="${name}"])`;

/** Where the alert of a connection stands; the simulated cloud makes ids of its own for connections that are given none. */
async function connectionId(page, name) {
  await page.fill('#search', name);
  await page.waitForSelector('tr[data-id]');
  const id = await page.getAttribute('tr[data-id]', 'data-id');
  await page.fill('#search', '');
  await until(page, `an alert of ${name} with a button`, (it) => document.querySelector(it), `${alertOf(id)} [data-answer="ACKNOWLEDGE"]`);
  return id;
}

/** Acknowledge by mouse; a second page sees it without a reload, and ends it. */
export async function byMouse(browser, here) {
  const page = await open(browser, here);
  const second = await open(browser, here);
  const id = await connectionId(page, 'vendor-logistics');
  await page.click(`${alertOf(id)} [data-answer="ACKNOWLEDGE"]`);
  await page.waitForSelector('dialog[open]');
  assert.deepEqual(await violations(page, 'dialog'), []);
  await page.fill('dialog input', 'the provider is informed');
  await page.click('dialog button[type=submit]');
  await until(page, 'the dialog is closed', () => !document.querySelector('dialog'));
  for (const one of [page, second]) {
    await until(one, 'the alert is acknowledged', (it) => /acknowledged by /.test(document.querySelector(it)?.textContent ?? ''), alertOf(id));
    assert.equal(one.loads, 1, 'the page was loaded again');
  }
  await second.click('#views a[data-view=answers]');
  await until(second, 'it is in force', () => /the provider is informed/.test(document.querySelector('#view-answers tbody')?.textContent ?? ''));
  assert.deepEqual(await violations(second), []);
  await second.click('#view-answers tr:has-text("the provider is informed") [data-answer="CANCEL"]');
  await until(page, 'the alert is open again', (it) => document.querySelector(it), `${alertOf(id)} [data-answer="ACKNOWLEDGE"]`);
  for (const one of [page, second]) {
    calm(one);
    await one.context().close();
  }
}

/** Silence and maintenance without a mouse; what the server refuses is said in the dialog. */
export async function byKeyboard(browser, here) {
  const page = await open(browser, here);
  const id = await connectionId(page, 'branch-vienna').catch(() => connectionId(page, 'dc-hangzhou-beijing'));
  await page.focus(`${alertOf(id)} [data-answer="SILENCE"]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT', 'the reason is asked for first');
  await page.keyboard.type('must be rebuilt');
  await page.keyboard.press('Enter');
  await until(page, 'the dialog is closed', () => !document.querySelector('dialog'));
  await page.goto(`${here}/#/answers`);
  await until(page, 'the silence is in force', () => /must be rebuilt/.test(document.querySelector('#view-answers tbody')?.textContent ?? ''));
  await page.focus('#view-answers .bar [data-answer="MAINTENANCE"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.type('new firmware');
  await page.focus('dialog textarea');
  await page.keyboard.type('vpn_gateway_id=~[');
  await page.focus('dialog button[type=submit]');
  await page.keyboard.press('Enter');
  await until(page, 'what is wrong with it', () => /not a regular expression/.test(document.querySelector('dialog .refused')?.textContent ?? ''));
  await page.fill('dialog textarea', 'vpn_gateway_id=vpn-nowhere');
  await page.focus('dialog button[type=submit]');
  await page.keyboard.press('Enter');
  await until(page, 'the maintenance is in force', () => !document.querySelector('dialog') && /new firmware/.test(document.querySelector('#view-answers tbody')?.textContent ?? ''));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(page), [], 'on a telephone by night');
  for (const what of ['must be rebuilt', 'new firmware']) {
    await page.focus(`#view-answers tr:has-text("${what}") [data-answer="CANCEL"]`);
    await page.keyboard.press('Enter');
    await until(page, `${what} is over`, (it) => ![...document.querySelectorAll('#view-answers tr:has([data-answer="CANCEL"])')].some((row) => row.textContent.includes(it)), what);
  }
  assert.equal(page.complaints.filter((it) => !/400 \(Bad Request\)/.test(it)).length, 0, page.complaints.join('; '));
  await page.context().close();
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

/** A page of another site, here of another port, tries what a form and a script can. */
export async function fromAnotherSite(browser, here, elsewhere) {
  const page = await open(browser, here);
  const command = JSON.stringify({ id: 'foreign', type: 'SILENCE', matcher: ['alertname=~.*'], reason: 'none of their business', until: new Date(Date.now() + 3600000).toISOString() });
  const before = await page.evaluate(async () => (await (await fetch('/api/v1/commands?all')).json()).commands.length);
  const other = await page.context().newPage();
  await other.goto(`${elsewhere}/icon.svg`);
  const tries = await other.evaluate(async ([to, body]) => {
    const tried = [];
    for (const [type, more] of [['application/json', {}], ['text/plain', {}], ['application/x-www-form-urlencoded', {}], ['application/json', { 'X-Tunnelwatch-Request': '1' }]]) {
      for (const mode of ['cors', 'no-cors']) {
        tried.push(await fetch(`${to}/api/v1/commands`, { method: 'POST', mode, body, headers: { 'Content-Type': type, ...more } }).then((it) => it.status, () => 'refused'));
      }
    }
    return tried;
  }, [here, command]);
  assert.ok(tries.every((it) => it === 'refused' || it === 0 || it >= 400), String(tries));
  const after = await page.evaluate(async () => (await (await fetch('/api/v1/commands?all')).json()).commands.filter((it) => !it.refused).map((it) => it.id));
  assert.ok(!after.includes('foreign'), `another site silenced all alerts; ${before} commands before`);
  await page.context().close();
}
