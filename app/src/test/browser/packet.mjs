// The packet of an incident: downloaded from the page, opened from the disk without a network, printed, and the same on two servers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { calm, open, PATIENCE_MS, until, violations } from './browser.mjs';

const HOSTILE = '#alerts li[data-key]:has(a[href$="vco-markup"])';
const TRIES = 100;

/** Both formats are downloaded at an alert whose name means harm; the page is then read where there is no network. */
export async function packetOpens(browser, here, album) {
  const page = await open(browser, here);
  await until(page, 'an alert with its packet', (it) => document.querySelector(it), `${HOSTILE} .packet a`);
  const files = {};
  for (const format of ['html', 'json']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`${HOSTILE} .packet a[href$="format=${format}"]`)]);
    assert.match(download.suggestedFilename(), new RegExp(`^tunnelwatch-ConnectionDown-vco-markup-\\d{8}T\\d{6}Z\\.${format}$`));
    files[format] = `${album}/packet.${format}`;
    await download.saveAs(files[format]);
  }
  const packet = JSON.parse(readFileSync(files.json, 'utf8'));
  assert.equal(packet.rule, 'ConnectionDown');
  assert.match(packet.name, /<script>/);
  const address = await page.getAttribute(`${HOSTILE} .packet a`, 'href');
  calm(page);
  await page.context().close();
  await readsWell(browser, pathToFileURL(files.html).href, true, album);
  await readsWell(browser, new URL(address, here).href, false, album);
}

/** By day, by night on a telephone, and on paper. */
async function readsWell(browser, address, isOnDisk, album) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, offline: isOnDisk, colorScheme: 'light' });
  const page = await context.newPage();
  page.complaints = [];
  const asked = [];
  page.on('console', (it) => { if (it.type() === 'error' || it.type() === 'warning') page.complaints.push(it.text()); });
  page.on('request', (it) => asked.push(it.url()));
  await page.goto(address, { timeout: PATIENCE_MS });
  assert.match(await page.textContent('h1'), /<script>document\.title = "owned"<\/script>/, 'the name is text');
  assert.match(await page.title(), /^ConnectionDown /);
  assert.equal(await page.locator('script, img, iframe, link').count(), 0);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('header')).borderLeftWidth), '5px', 'its own style is refused');
  assert.ok(await page.evaluate(() => document.querySelector('svg').getBoundingClientRect().width > 600 && document.querySelector('.part.DOWN')), 'the picture');
  assert.doesNotMatch(await page.evaluate(() => document.body.textContent), /[\u202a-\u202e\u2066-\u2069]/, 'something may turn the text around it');
  assert.deepEqual(await violations(page), [], 'by day');
  if (isOnDisk) {
    await page.screenshot({ path: `${album}/packet-1200-light.png`, fullPage: true });
    const paper = await page.pdf({ path: `${album}/packet.pdf`, preferCSSPageSize: true });
    assert.match(paper.toString('latin1'), /MediaBox\s*\[0 0 59[45][.\d]* 84[12]/, 'the size of the paper');
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(page), [], 'on a telephone by night');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide for a telephone');
  if (isOnDisk) await page.screenshot({ path: `${album}/packet-390-dark.png`, fullPage: true });
  assert.deepEqual(asked, [address], 'it asked for something');
  calm(page);
  await context.close();
}

/** Two servers that have read the same records write the same bytes; one may be a scan behind the other. */
export async function packetsAreEqual(browser, here, elsewhere) {
  const page = await open(browser, here);
  await until(page, 'an alert that is over', () => document.querySelector('#past .packet a'));
  const links = await page.$$eval('#past li:first-child .packet a, #alerts li:first-child .packet a', (all) => all.map((it) => it.getAttribute('href')));
  assert.equal(links.length, 4);
  for (const link of links) {
    let pair = [];
    for (let i = 0; i < TRIES && (pair.length === 0 || pair[0] !== pair[1]); i++) {
      pair = await Promise.all([here, elsewhere].map(async (origin) => (await fetch(new URL(link, origin))).text()));
    }
    assert.equal(pair[0], pair[1]);
  }
  await page.context().close();
}
