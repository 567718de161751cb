// The span at which the timelines open: one in which there is something to see.
import assert from 'node:assert/strict';
import { answerChanged, open, until } from './browser.mjs';

const HOUR = 3600;
const DAY = 86400;

/** The beginning of what is known, in seconds before now; the newest change; and the span that shows it. */
const HISTORIES = [
  ['nothing yet', [], '24 h'],
  ['ten minutes with a change', [['UP', 600], ['DOWN', 60]], '1 h'],
  ['five hours without a change', [['UP', 5 * HOUR]], '6 h'],
  ['a month, and a change an hour ago', [['UP', 40 * DAY], ['DOWN', 20 * DAY], ['UP', HOUR]], '24 h'],
  ['a month, and a change three days ago', [['UP', 40 * DAY], ['DOWN', 4 * DAY], ['UP', 3 * DAY]], '7 d'],
  ['a month, and a change three weeks ago', [['UP', 40 * DAY], ['DOWN', 22 * DAY], ['UP', 21 * DAY]], '30 d'],
  ['a month, a change three days ago, and one just now', [['UP', 40 * DAY], ['DOWN', 3 * DAY], ['UP', 30]], '7 d'],
  ['a month, and a change just now', [['UP', 40 * DAY], ['DOWN', 30]], '24 h'],
  ['a quiet month', [['UP', 40 * DAY]], '24 h'],
];

/** The strip of a window, as the server gives it: the first state begins where the window does. */
function strip(history, from, to) {
  const steps = history.map(([state, age]) => [state, Math.floor(to - age)]);
  return steps.filter((_, i) => (steps[i + 1]?.[1] ?? to) > from).map(([state, at]) => [state, Math.max(at, Math.floor(from))]);
}

const pressed = (page, part, name) => until(page, `${name} is pressed`, ([where, text]) => document.querySelector(`${where} .zoom button[aria-pressed=true]`)?.textContent === text, [part, name]);

export async function timelineOpens(browser, address) {
  let history = [];
  const page = await open(browser, `${address}/#/timeline`, {
    before: (it) => it.route('**/api/v1/strips?*', (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const [from, to] = ['from', 'to'].map((one) => Date.parse(asked.get(one)) / 1000);
      return route.fulfill({ json: { strips: history.length ? { 'vco-plant1': strip(history, from, to) } : {}, changes: {} } });
    }),
  });
  for (const [what, told, name] of HISTORIES) {
    history = told;
    await page.reload(); // a page that somebody has just opened, who has chosen nothing yet
    await pressed(page, '#view-timeline', name).catch((failure) => { throw new Error(`${what}: ${failure.message}`); });
    await page.locator('#view-timeline .zoom button').last().click();
    await pressed(page, '#view-timeline', '90 d'); // who chooses is obeyed
    assert.deepEqual(page.complaints, []);
  }
  await page.context().close();
}

export async function detailOpens(browser, address) {
  const page = await open(browser, address, {
    before: (it) => answerChanged(it, '**/api/v1/connections/vco-plant1', ({ connection }) => {
      const at = new Date(Date.now() - 3 * DAY * 1000).toISOString();
      Object.assign(connection, { changes: [], transitions: connection.transitions.slice(0, 1).map((one) => ({ ...one, at })) });
    }),
  });
  await page.fill('#search', 'vco-plant1');
  await page.click('tr[data-id="vco-plant1"]');
  await pressed(page, '#detail', '7 d');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}
