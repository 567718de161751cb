// Filters: the address holds the one that is applied, and the browser those that somebody has named.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

const said = (page, what) => until(page, `it says ${what}`, (it) => document.getElementById('said').textContent.startsWith(it), what);
const address = (page, what) => until(page, `the address holds ${what}`, (it) => decodeURIComponent(location.search) === it, what);
const applied = (page) => page.evaluate(() => [document.getElementById('search').value, document.querySelector('.count[aria-pressed=true]').dataset.text.replace(/^\d+/, ''), document.getElementById('group').value]);
const shows = (page, names) => until(page, `it shows the filters ${names}`, (it) => JSON.stringify([...document.querySelectorAll('#saved-list a')].map((one) => one.textContent)) === it, JSON.stringify(names));

async function save(page, name) {
  await page.fill('#saved-list input', name);
  await page.keyboard.press('Enter');
}

async function addressLeadsThere(browser, here) {
  const page = await open(browser, here);
  await page.fill('#search', 'plant-');
  await page.selectOption('#group', 'gateway');
  await page.click('.count >> nth=1');
  await address(page, '?q=plant-&state=DOWN&group=gateway');
  const link = page.url();
  await page.context().close();
  const colleague = await open(browser, here);
  await colleague.goto(`${link}#/board`);
  await until(colleague, 'the grouping', () => document.getElementById('group').value);
  assert.deepEqual(await applied(colleague), ['plant-', '▼Down', 'gateway']);
  await colleague.click('#views a[data-view=timeline]');
  assert.match(colleague.url(), /\?q=plant-&state=DOWN&group=gateway#\/timeline$/);
  await colleague.goto(`${here}/?state=BROKEN&group=tag:nobody&q=${'x'.repeat(300)}`);
  await until(colleague, 'a filter that makes no sense', () => document.getElementById('search').value.length === 200);
  assert.deepEqual((await applied(colleague)).slice(1), ['All', '']);
  await colleague.context().close();
}

/** Without a mouse from the first to the last. */
async function namedFilters(browser, here) {
  const page = await open(browser, here);
  await page.focus('#saved summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#saved-list input');
  await save(page, 'everything');
  await said(page, 'Everything is shown');
  await page.fill('#search', 'plant-');
  await save(page, '<b>plants</b>');
  await said(page, 'Filter saved: <b>plants</b>');
  await shows(page, ['<b>plants</b>']);
  assert.deepEqual(await violations(page), []);
  await page.fill('#search', 'dc-');
  await save(page, 'jk/ centres');
  await said(page, 'Filter saved: jk/ centres');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'saved-name');
  await address(page, '?q=dc-');
  await page.reload();
  await page.waitForSelector('#board tr[data-id]');
  assert.equal(await page.inputValue('#search'), 'dc-', 'the address does not keep the filter');
  await page.click('#saved summary');
  await shows(page, ['<b>plants</b>', 'jk/ centres']);
  await page.focus('#saved-list a');
  await page.keyboard.press('Enter');
  await address(page, '?q=plant-');
  await until(page, 'the plants', () => [...document.querySelectorAll('tr[data-id]')].every((it) => /plant/.test(it.dataset.id)));
  assert.equal(page.loads, 2, 'the page was loaded again');
  await page.click('#saved summary');
  await page.click('#saved-list button >> nth=0');
  await said(page, 'Filter deleted: <b>plants</b>');
  await shows(page, ['jk/ centres']);
  calm(page);
  return page;
}

/** Twenty at most, and nothing of what somebody else may have left there. */
async function bounds(page) {
  for (let i = 1; i < 20; i++) await save(page, `number ${i}`);
  await said(page, 'Filter saved: number 19');
  await save(page, 'one too many');
  await said(page, '20 filters are saved');
  assert.equal(await page.locator('#saved-list a').count(), 20);
  await save(page, 'number 7'); // has its place already
  await said(page, 'Filter saved: number 7');
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(page), [], 'on a telephone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide for a telephone');
  await page.evaluate(() => localStorage.setItem('filters', '[{"name":7},{"name":"good","q":"x"},null,{"name":"empty"}]'));
  await page.reload();
  await page.waitForSelector('#saved summary');
  await page.click('#saved summary');
  await shows(page, ['good']);
  await page.evaluate(() => localStorage.setItem('filters', '{'));
  await page.click('#search');
  await page.click('#saved summary');
  await shows(page, []);
}

export async function filtersAreKept(browser, here) {
  await addressLeadsThere(browser, here);
  const page = await namedFilters(browser, here);
  await bounds(page);
  calm(page);
  await page.context().close();
}
