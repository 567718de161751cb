// The time machine: at random moments the board is what the recorded transitions say. Here they are replayed in the plainest way.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

const MOMENTS = 20;
/** So many of them are reached by links. */
const LINKS = 3;
const PLANTS = 9;
const STATES = ['DOWN', 'DEGRADED', 'UNKNOWN', 'UP'];

/** Numbers from 0 to 1; the seed is printed when a comparison fails. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** The state of each connection at a time: every transition in order overwrites what it is about, from its beginning on. */
function statesAt(story, at) {
  const facets = new Map();
  const begun = new Set();
  const created = new Set();
  for (const it of story.transitions) {
    if (it.kind === 'CONNECTION_CREATED') created.add(it.connection);
    if (!facets.has(it.connection)) facets.set(it.connection, new Map());
    if (!it.facet || it.since > at) continue;
    begun.add(it.connection);
    const name = `${it.tunnel ?? ''} ${it.facet}`;
    if (it.state) facets.get(it.connection).set(name, it.state);
    else facets.get(it.connection).delete(name);
  }
  const states = new Map();
  for (const [id, all] of facets) {
    if (all.size) states.set(id, all.get(' SERVICE'));
    else if (!begun.has(id) && !created.has(id)) states.set(id, 'UNKNOWN');
  }
  return states;
}

/** Fingerprints of the alerts that were active: the last step until then counts. */
function alertsAt(story, at) {
  const last = new Map();
  for (const it of story.alerts) if (it.at <= at) last.set(it.fingerprint, it.isActive);
  return [...last].filter(([, isActive]) => isActive).map(([fingerprint]) => fingerprint).sort();
}

const barSays = (page, what) => until(page, `the bar says ${what}`, (it) => document.getElementById('moment-bar').textContent.includes(it), what);
const isRead = (page, at) => until(page, 'the past is read', (it) => document.body.classList.contains('is-past') && /^You see the past: /.test(document.getElementById('moment-bar').textContent) && document.getElementById('moment-link').href.includes(it), at);

/** The shown content of the page: the number of connections in each state, the states of the rows that are found, and the active alerts. */
const shown = (page) => page.evaluate(() => ({
  counts: [...document.querySelectorAll('#counts .count b')].map((it) => Number(it.textContent)),
  rows: Object.fromEntries([...document.querySelectorAll('tr[data-id]')].map((it) => [it.dataset.id, it.querySelector('.state .pill').classList[2]])),
  alerts: [...document.querySelectorAll('#alerts li[data-key]')].map((it) => it.dataset.key).sort(),
}));

/** By a link, which loads the page, or as the browser goes back and forth, which does not. */
async function goTo(page, address, isLink) {
  if (isLink) await page.goto(address);
  else await page.evaluate((it) => { history.pushState(null, '', it); dispatchEvent(new PopStateEvent('popstate')); }, address);
}

/** Looks at the moments of a story that has been told for a while. */
export async function asItWas(browser, here, act) {
  const page = await open(browser, here);
  await until(page, 'a plant was down, and its alert is over', () => document.querySelector('#past li a[href*="vco-plant"]'));
  const story = JSON.parse(await act('tell what is recorded'));
  const times = story.transitions.map((it) => it.since);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const seed = Number(process.env.SEED ?? Date.now() % 100000);
  const next = random(seed);
  const seen = new Set();
  for (let i = 0; i < MOMENTS; i++) {
    // The first lies before anything was observed.
    const at = i === 0 ? first - 60000 : Math.floor(first + next() * (last - first));
    const when = `seed ${seed}, ${new Date(at).toISOString()}`;
    const time = new Date(at).toISOString().replace('.000Z', 'Z');
    await goTo(page, `${here}/?at=${time}#/board`, i < LINKS);
    await isRead(page, time);
    if (i < LINKS) await page.click('#heads .name button'); // then the plants stand before the shops, where they are drawn
    const states = statesAt(story, at);
    const all = await shown(page);
    assert.deepEqual(all.counts, [states.size, ...STATES.map((state) => [...states.values()].filter((it) => it === state).length)], when);
    assert.deepEqual(all.alerts, alertsAt(story, at), when);
    assert.deepEqual(all.rows, Object.fromEntries([...states].filter(([id]) => id in all.rows)), when);
    const plants = Object.keys(all.rows).filter((it) => /^vco-plant\d$/.test(it));
    assert.equal(plants.length, PLANTS, when);
    plants.forEach((it) => seen.add(all.rows[it]));
  }
  assert.deepEqual([...seen].sort(), ['DOWN', 'UNKNOWN', 'UP'], `the story shows too little, seed ${seed}`);
  calm(page);
  await page.context().close();
}

/** The slider goes back and forth by keyboard; the stream changes nothing, and nothing can be answered. */
export async function walkThroughTime(browser, here, album) {
  const page = await open(browser, here);
  await until(page, 'an alert that can be answered', () => document.querySelector('#alerts [data-answer]'));
  await page.focus('#moment-slider');
  assert.equal(await page.getAttribute('#moment-slider', 'aria-valuetext'), 'now');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await until(page, 'the address holds the time', () => /\?at=\d{4}-\d\d-\d\dT\d\d:\d\d:00Z/.test(location.search) && document.getElementById('moment-link').href === location.href);
  const at = new URL(page.url()).searchParams.get('at');
  await barSays(page, 'You see the past: ');
  await isRead(page, at);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'moment-slider');
  assert.match(await page.getAttribute('#moment-slider', 'aria-valuetext'), /\d\d:\d\d:00/);
  assert.equal(await page.locator('[data-answer]').count(), 0, 'what can be answered in the past');
  assert.equal(await page.locator('#views a:visible').count(), 2, 'views that show the present only');
  assert.deepEqual(await violations(page), [], 'by day');
  await page.screenshot({ path: `${album}/past-1440-light.png` });

  // What the stream brings meanwhile changes nothing.
  const live = await open(browser, here);
  const look = (it) => it.evaluate(() => document.querySelector('#board tbody').innerHTML);
  const [before, now] = [await look(page), await look(live)];
  await until(live, 'something else happens now', (it) => document.querySelector('#board tbody').innerHTML !== it && document.querySelector('#alerts li'), now);
  assert.equal(await look(page), before, 'the past has changed');

  // The link leads a colleague to the same moment, and to the same connection.
  await page.fill('#search', 'vco-plant1');
  await page.waitForSelector('tr[data-id="vco-plant1"]');
  await page.click('tr[data-id="vco-plant1"]');
  await until(page, 'its detail', () => document.querySelector('#detail .tiles'));
  const colleague = await open(browser, await page.evaluate(() => document.getElementById('moment-link').href));
  await isRead(colleague, at);
  await until(colleague, 'its detail', () => document.querySelector('#detail .tiles'));
  assert.equal(await colleague.textContent('#moment-bar strong'), await page.textContent('#moment-bar strong'));
  assert.equal(await colleague.textContent('#detail .standing'), await page.textContent('#detail .standing'));
  assert.equal(await page.locator('#detail [data-answer]').count(), 0, 'maintenance in the past');
  assert.deepEqual(await violations(page), [], 'the detail');
  await page.keyboard.press('Escape');
  await colleague.context().close();

  await page.click('#language');
  await barSays(page, '当前显示的是过去');
  await page.click('#language');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await violations(page), [], 'on a telephone by night');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide for a telephone');
  await page.screenshot({ path: `${album}/past-390-dark.png` });

  await page.click('#back-to-now');
  const isNow = () => !document.body.classList.contains('is-past') && document.getElementById('moment-bar').hidden && !/[?&]at=/.test(location.search) && !!document.querySelector('#alerts [data-answer]');
  await until(page, 'the present', isNow);
  await page.goBack();
  await isRead(page, at);
  await page.focus('#moment-slider');
  await page.keyboard.press('End');
  await until(page, 'the present again', isNow);
  assert.equal(page.loads, 1, 'the page was loaded again');
  calm(page);
  await live.context().close();
  await page.context().close();
}

/** A time that is none, and one that the server refuses. */
export async function noSuchMoment(browser, here) {
  const page = await open(browser, `${here}/?at=yesterday`);
  await barSays(page, 'You see the present.');
  await page.goto(`${here}/?at=2999-01-01T00:00:00Z`);
  await barSays(page, 'at must not lie in the future');
  assert.equal(await page.locator('tr[data-id]').count(), 0, 'rows of a time that is not known');
  await page.context().close();
}
