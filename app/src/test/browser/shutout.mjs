// Nobody is shut out: each view by day, and on a telephone by night.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

/** Each view, and an element that shows that it is there. */
export const VIEWS = { board: 'tr[data-id]', timeline: '#view-timeline .lane a', fleet: '#view-fleet .plot', report: '#view-report tbody tr', 'c/vco-plant1': '#detail .tiles' };

/** Holds that axe-core finds nothing. */
export const sound = async (page, when, part) => assert.deepEqual(await violations(page, part), [], when);

/** A page that walks from view to view; after a failure it is opened anew. @type {any} */
let walker;
async function walks(browser, here, body) {
  walker ??= await open(browser, here);
  try {
    await body(walker);
    calm(walker);
  } catch (failure) {
    const failed = walker;
    walker = undefined;
    await failed.context().close();
    throw failure;
  }
}

/** Wide by day, and on a telephone by night. */
export const accessible = (browser, here, view) => walks(browser, here, async (page) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
  if (view === 'c/vco-plant1') { // whoever asks before it was seen for the first time is told so by a 404
    await page.goto(`${here}/#/board`);
    await page.fill('#search', 'vco-plant1');
    await page.waitForSelector('tr[data-id="vco-plant1"]');
    await page.fill('#search', '');
  }
  await page.goto(`${here}/#/${view}`);
  if (view === 'report') {
    await page.waitForSelector('#view-report select');
    await page.selectOption('#view-report select', 'region');
    await until(page, 'the report by region', () => [...document.querySelectorAll('#view-report td.name')].some((it) => it.textContent === 'cn-hangzhou'));
  }
  await until(page, `the ${view}`, (it) => document.querySelector(it), VIEWS[view]);
  await sound(page, 'by day');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await sound(page, 'on a telephone by night');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide for a telephone');
  const heights = await page.$$eval('tr[data-id]', (all) => all.map((it) => it.offsetHeight).filter((it) => it && it !== 48));
  assert.deepEqual(heights, [], 'rows are not as high as scrolling reckons');
  assert.doesNotMatch(await page.evaluate(() => document.body.textContent), /[\u202a-\u202e\u2066-\u2069]/, 'something may turn the text around it');
});

/** Open alerts with their members, and ones that are over. */
export const alertsAccessible = (browser, here) => walks(browser, here, async (page) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${here}/#/board`);
  await until(page, 'open alerts, one with members, and one that is over', () => document.querySelector('#alerts details') && document.querySelector('#past li a'));
  await page.evaluate(() => document.querySelectorAll('#alerts details').forEach((it) => { it.open = true; }));
  for (const [colorScheme, when] of [['dark', 'by night'], ['light', 'by day']]) {
    await page.emulateMedia({ colorScheme });
    await sound(page, when, '#alert-panel');
  }
});

/** Nobody walks any more. */
export const stopWalking = () => walker?.context().close();
