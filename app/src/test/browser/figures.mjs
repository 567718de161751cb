// How quick the page is, and what it fetches: node figures.mjs http://127.0.0.1:8080 [CONNECTIONS [TIMES]]
// For docs/figures/page.md: bin/tunnelwatch up --simulate app/src/test/resources/io/tunnelwatch/app/endtoend/page.yaml, and when all
// are there, this, with the packages that PageIT has put into app/target/browser (it is copied there, too).
import { launch, open, until } from './browser.mjs';

const [address, connections = '5000', times = '7'] = process.argv.slice(2);
const FRAMES = 300;
const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const all = (list) => `median ${Math.round(middle(list))} ms (${list.map(Math.round).join(', ')})`;

/** Notes when rows have been painted, and when every connection has been counted; both since the address was given. */
const watch = (least) => {
  const look = () => {
    const now = performance.now();
    const rows = document.querySelectorAll('#board tr[data-id]').length;
    if (rows > 8) globalThis.rowsAt ??= now;
    if (rows > 8 && Number(document.querySelector('#counts .count b')?.textContent) >= least) globalThis.allAt ??= now;
    if (!globalThis.allAt) requestAnimationFrame(look);
  };
  requestAnimationFrame(look); // what the frame before it made has been painted by then
};

const scroll = (frames) => new Promise((done) => {
  const scroller = document.getElementById('scroll');
  const took = [];
  let before = performance.now();
  const step = (now) => {
    took.push(now - before);
    before = now;
    scroller.scrollTop += 150;
    if (took.length < frames) requestAnimationFrame(step);
    else done(took.slice(1).sort((a, b) => a - b));
  };
  requestAnimationFrame(step);
});

const rows = [];
const everything = [];
const fetched = new Map();
let frames = [];
for (let i = 0; i < Number(times); i++) {
  const browser = await launch(); // nothing kept from the time before
  const page = await open(browser, address, { before: (it) => it.addInitScript(watch, Number(connections)) });
  await until(page, 'every connection is counted', () => globalThis.allAt);
  rows.push(await page.evaluate(() => globalThis.rowsAt));
  everything.push(await page.evaluate(() => globalThis.allAt));
  const entries = await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((it) => [new URL(it.name).pathname, it.transferSize, it.decodedBodySize, it.startTime, it.responseEnd]));
  for (const [name, ...figures] of entries) fetched.set(name, figures);
  frames = await page.evaluate(scroll, FRAMES);
  await browser.close();
}
console.log(`rows are there: ${all(rows)}`);
console.log(`all are counted: ${all(everything)}`);
for (const [name, [wire, plain, from, to]] of fetched) console.log(`  ${name}: ${wire} bytes (${plain} unpacked), ${Math.round(from)} ms to ${Math.round(to)} ms`);
console.log(`fetched: ${[...fetched.values()].reduce((sum, [wire]) => sum + wire, 0)} bytes`);
console.log(`a frame while scrolling: median ${frames[Math.floor(frames.length / 2)].toFixed(1)} ms, p99 ${frames[Math.floor(frames.length * 0.99)].toFixed(1)} ms, longest ${frames.at(-1).toFixed(1)} ms`);
