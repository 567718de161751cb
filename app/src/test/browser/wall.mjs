// The wall: it shows what is, and looks dead while it cannot know.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

const isAlive = () => !document.body.classList.contains('is-dead') && document.getElementById('wall-dead').hidden && Number(document.querySelector('.wall-count:last-child b')?.textContent) > 0;

/** The board has a link to it, which keeps the filter. */
export async function openWall(browser, address, more = {}) {
  const page = await open(browser, address, more);
  await page.click('#wall-link');
  await until(page, 'the wall', isAlive);
  assert.equal(new URL(page.url()).searchParams.get('wall'), '1');
  page.loads = 1;
  return page;
}

const count = (page, state) => page.evaluate((it) => Number(document.querySelector(`.wall-count:nth-child(${it}) b`).textContent), state);

/** The wall shows counts, the worst and alerts, by day and by night, and nothing else. */
export async function wallShows(browser, here, album) {
  const page = await openWall(browser, here, { width: 1920, height: 1080 });
  await until(page, 'the worst connections and the alerts', () => document.querySelector('#wall-worst .DOWN') && document.querySelector('#wall-alerts li.CRITICAL'));
  assert.deepEqual(await page.$$eval('body > *', (all) => all.filter((it) => it.getClientRects().length && getComputedStyle(it).position !== 'absolute').map((it) => it.id)), ['wall']);
  assert.ok(await count(page, 1) > 0, 'nothing is down');
  assert.equal(await page.locator('#wall script, #wall img, #wall b b').count(), 0);
  const before = await page.textContent('#wall-clock b');
  assert.match(before, /^\d\d:\d\d:\d\d$/);
  await until(page, 'the clock of the data goes on', (it) => document.querySelector('#wall-clock b').textContent !== it, before);
  assert.deepEqual(await violations(page), [], 'by day');
  await page.screenshot({ path: `${album}/wall-1920-light.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await violations(page), [], 'by night');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight), 'it scrolls');
  await page.screenshot({ path: `${album}/wall-1920-dark.png` });
  await page.click('#wall-leave');
  await page.waitForSelector('#board tr[data-id]');
  calm(page);
  await page.context().close();
}

/** The server is away: the whole screen says so, and since when. */
export async function wallLooksDead(page, album) {
  await until(page, 'the wall looks dead', () => document.body.classList.contains('is-dead') && /OUT OF DATE.*The server has sent nothing.*since .*\d\d:\d\d:\d\d/s.test(document.getElementById('wall-dead').textContent));
  const covers = await page.evaluate(() => {
    const box = document.getElementById('wall-dead').getBoundingClientRect();
    return box.width >= innerWidth && box.height >= innerHeight && document.elementFromPoint(innerWidth / 2, innerHeight / 4)?.closest('#wall-dead') !== null;
  });
  assert.ok(covers, 'it covers a part of the screen only');
  assert.deepEqual(await violations(page), []);
  if (album) await page.screenshot({ path: `${album}/wall-dead.png` });
}

/** The server is back: the wall goes on by itself. */
export async function wallGoesOn(page) {
  await until(page, 'the wall goes on', isAlive);
  assert.equal(page.loads, 1, 'the page was loaded again');
}
