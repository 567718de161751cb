// Long ids, and rows of the height that somebody likes.
import assert from 'node:assert/strict';
import { answerChanged, calm, open, until, violations } from './browser.mjs';

const LONGEST_ID = 'vpn-bp1hgim8by0kc9nga1234';

/** Heads and gateways, which stand in the last column, are not cut on the screens of most people. */
export async function wholeColumns(browser, here, album) {
  const page = await open(browser, here, {
    before: async (it) => {
      await answerChanged(it, '**/api/v1/connections', (body) => body.connections.forEach((one) => { one.gateway = LONGEST_ID; }));
      await it.route('**/api/v1/stream', (route) => route.abort()); // what it brings has the gateways that are
    },
  });
  await until(page, 'the longest id everywhere', (id) => [...document.querySelectorAll('td.where > span')].every((it) => it.textContent === id), LONGEST_ID);
  for (const width of [1280, 1400, 1600, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const cut = await page.evaluate(() => {
      const isCut = (it) => it.scrollWidth > it.clientWidth;
      const scroll = document.getElementById('scroll');
      return [scroll, ...document.querySelectorAll('#heads th'), ...document.querySelectorAll('td.where > span')].filter(isCut).map((it) => it.id || it.textContent);
    });
    assert.deepEqual(cut, [], `cut at ${width} px`);
    assert.ok(await page.locator('td.where > span').count() > 8, 'there is nothing that could be cut');
    if (width === 1400) await page.screenshot({ path: `${album}/board-1400-light.png` });
  }
  await page.context().close();
}

/** The clipboard holds the whole id, a screen reader hears it, and neither opens the row. */
export async function copiedIds(browser, here) {
  const page = await open(browser, here, { permissions: ['clipboard-read', 'clipboard-write'] });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.fill('#search', 'vco-plant1');
  await page.waitForSelector('tr[data-id="vco-plant1"]');
  await page.focus('tr[data-id="vco-plant1"] a');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Copy vco-plant1');
  await page.keyboard.press('Enter');
  await until(page, 'it is said', () => document.querySelector('#said[role=status]').textContent === 'Copied: vco-plant1');
  assert.equal(await clipboard(), 'vco-plant1');
  assert.equal(await page.evaluate(() => document.getElementById('detail').hidden), true, 'the row was opened');
  await until(page, 'it is no longer said', () => document.getElementById('said').textContent === '');
  await page.click('tr[data-id="vco-plant1"]');
  await until(page, 'its detail', () => document.querySelectorAll('#detail .facts .copy').length > 1);
  assert.deepEqual(await violations(page, '#detail'), []);
  const gateway = await page.evaluate(() => document.querySelectorAll('#detail .facts .copy')[1].dataset.copy);
  await page.click('#detail .facts .copy >> nth=1');
  await until(page, 'it is said', (it) => document.getElementById('said').textContent === `Copied: ${it}`, gateway);
  assert.equal(await clipboard(), gateway);
  // A page that is not encrypted has no clipboard of its own.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.click('#detail .facts .copy');
  await until(page, 'it is said', () => document.getElementById('said').textContent === 'Copied: vco-plant1');
  await page.keyboard.press('Escape');
  await page.fill('#search', '');
  await page.focus('#search');
  await page.keyboard.press('Control+V');
  assert.equal(await page.inputValue('#search'), 'vco-plant1');
  calm(page);
  await page.context().close();
}

/** Compact rows hold the same, scroll by the same steps, and stay as they are. */
export async function denseRows(browser, here) {
  const page = await open(browser, here);
  // A row that has just been put there has no height until it is laid out.
  const allHave = (it) => [...document.querySelectorAll('tr[data-id]')].every((row) => row.offsetHeight === it);
  const rowsAre = (height) => until(page, `rows of ${height} pixels, all of them`, allHave, height);
  await rowsAre(48);
  await page.click('#density');
  await rowsAre(34);
  assert.deepEqual(await page.$$eval('tr[data-id] td', (cells) => cells.filter((it) => it.scrollHeight > it.clientHeight).map((it) => it.textContent)), [], 'cells are cut');
  assert.deepEqual(await violations(page), []);
  for (let i = 0; i < 40; i++) await page.keyboard.press('j'); // below what is seen at first
  const isInView = () => {
    const [row, view] = [document.querySelector('tr.current').getBoundingClientRect(), document.getElementById('scroll').getBoundingClientRect()];
    return row.top >= view.top && row.bottom <= view.bottom;
  };
  await until(page, 'the chosen row is in view', isInView);
  await page.reload();
  await page.waitForSelector('tr[data-id]');
  await rowsAre(34);
  assert.equal(await page.getAttribute('#density', 'aria-pressed'), 'true');
  await page.click('#density');
  await rowsAre(48);
  calm(page);
  await page.context().close();
}
