// Takes pictures of the page: node pictures.mjs http://127.0.0.1:8080 DIRECTORY [CONNECTION]
// The tests take them too, into app/target/screenshots. The README's are two of those, with fewer colours:
//   pngquant --force --output docs/page.png 128 app/target/screenshots/board-1440-light.png
//   pngquant --force --output docs/connection.png 128 app/target/screenshots/detail-1440-dark.png
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { launch, open, until } from './browser.mjs';

const SHOTS = [
  ['board', '#/board', 'tr[data-id]'],
  ['detail', null, '#detail .tiles'],
  ['timeline', '#/timeline', '#view-timeline .lane'],
  ['report', '#/report', '#view-report tbody tr'],
];

export async function pictures(browser, address, album, connection) {
  mkdirSync(album, { recursive: true });
  for (const [width, height, dark] of [[1440, 900, false], [1440, 900, true], [390, 844, true]]) {
    const page = await open(browser, address, { dark, width, height });
    await page.fill('#search', 'env:prod');
    await until(page, 'what is found', () => document.querySelector('tr[data-id]') && !document.querySelector('tr[data-id="vco-markup"]'));
    const id = connection ?? await page.evaluate(() => (document.querySelector('.pill.DEGRADED')?.closest('tr') ?? document.querySelector('tr[data-id]')).dataset.id);
    for (const [name, hash, there] of SHOTS) {
      await page.goto(`${address}/${hash ?? `#/c/${encodeURIComponent(id)}`}`);
      await until(page, name, (it) => document.querySelector(it), there);
      await page.screenshot({ path: `${album}/${name}-${width}-${dark ? 'dark' : 'light'}.png` });
    }
    await page.context().close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await launch();
  await pictures(browser, ...process.argv.slice(2));
  await browser.close();
}
