// Takes pictures of the page: node pictures.mjs http://127.0.0.1:8080 DIRECTORY CONNECTION
// The tests take them too, into app/target/screenshots. The README's show the demo of 'up' in its second minute, with fewer colours:
//   pngquant --force --output docs/pictures/board.png 64 DIRECTORY/board-1440-light.png
//   pngquant --force --output docs/pictures/connection.png 64 DIRECTORY/detail-1440-dark.png
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { launch, open, until } from './browser.mjs';

/** The name of a picture, the address of its view, an element that shows that the view is there, and the part with lanes. A test has an hour of data, and shows that. */
const SHOTS = [
  ['board', '#/board', 'tr[data-id]'],
  ['detail', null, '#detail .tiles', '#detail'],
  ['timeline', '#/timeline', '#view-timeline .lane a', '#view-timeline'],
  ['fleet', '#/fleet', '#view-fleet .plot'],
  ['report', '#/report', '#view-report tbody tr'],
];

const SCREENS = [[1440, 900, 'light'], [1440, 900, 'dark'], [390, 844, 'dark']];

export async function pictures(browser, address, album, connection) {
  mkdirSync(album, { recursive: true });
  const query = connection ? '' : '?q=env:prod';
  const page = await open(browser, `${address}/${query}`);
  await until(page, 'what is found', () => document.querySelector('tr[data-id]') && !document.querySelector('tr[data-id="vco-markup"]'));
  await page.locator('#search').blur();
  const id = connection ?? await page.evaluate(() => (document.querySelector('.pill.DEGRADED')?.closest('tr') ?? document.querySelector('tr[data-id]')).dataset.id);
  for (const [name, hash, there, lanes] of SHOTS) {
    await page.goto(`${address}/${query}${hash ?? `#/c/${encodeURIComponent(id)}`}`);
    await until(page, name, (it) => document.querySelector(it), there);
    if (lanes && !connection) await page.locator(`${lanes} .zoom button`).first().click();
    if (lanes) await page.waitForSelector(`${lanes} .zoom button${connection ? '' : ':first-child'}[aria-pressed=true]`);
    for (const [width, height, colorScheme] of SCREENS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${album}/${name}-${width}-${colorScheme}.png` });
    }
  }
  await page.context().close();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await launch();
  await pictures(browser, ...process.argv.slice(2));
  await browser.close();
}
