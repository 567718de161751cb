// The fleet at a glance: the days, the lists and their groups, by mouse, by keyboard, and for those who do not see the plot.
import assert from 'node:assert/strict';
import { calm, open, until, violations } from './browser.mjs';

const DAY_MS = 86400000;
const HOUR = 3600;
const DAYS = 30;

/** Ten connections in a day: its figures from what was down and degraded, and from what of it was planned. */
function figures({ known = 240, down = 0, degraded = 0, plannedDown = 0, planned = 0, outages = 0 } = {}) {
  const up = known - down - degraded;
  return {
    availability: known ? up / known : null, availabilityOutsidePlanned: known ? (up - (planned - plannedDown)) / (known - planned) : null, coverage: known / 240,
    upSeconds: up * HOUR, degradedSeconds: degraded * HOUR, downSeconds: down * HOUR, plannedSeconds: planned * HOUR, plannedDownSeconds: plannedDown * HOUR, plannedDegradedSeconds: 0, outages, flaps: 0,
  };
}

/** Each of these days is another story; the others were well. @type {Record<number, any>} */
const STORY = { 3: { known: 0 }, 4: { known: 0 }, 10: { down: 12 }, 15: { plannedDown: 6, down: 6, planned: 6 }, 20: { degraded: 4.8 }, 25: { known: 120 } };

const connection = (name, group, more) => ({ id: `vco-${name}`, account: 'test', region: 'cn-hangzhou', name, group, deleted: false, ...figures(more) });

/** An answer of the server, with a story in it. @param {string | null} group */
function told(group) {
  const to = Date.now();
  const from = (i) => new Date(to - (DAYS - i) * DAY_MS).toISOString();
  const key = (name) => group && (name === 'three' ? 'vpn-b' : 'vpn-a');
  return {
    asOf: null, incomplete: [], from: from(0), to: new Date(to).toISOString(), zone: 'UTC', group, serviceSince: null, connections: 10, figures: figures({ known: 7000, down: 18, planned: 6, plannedDown: 6 }),
    days: Array.from({ length: DAYS }, (_, i) => ({ from: from(i), to: from(i + 1), connections: STORY[i]?.known === 0 ? 0 : 10, ...figures(STORY[i]) })),
    worst: [['one', { down: 12 }], ['two', { degraded: 4 }], ['three', { down: 1 }]].map(([name, more]) => connection(name, key(name), more)),
    flapping: [connection('three', key('three'), { outages: 9 }), connection('<b>four</b>', key('four'), { outages: 2 })],
    groupsTotal: group ? 2 : 0, groups: group ? [{ key: 'vpn-a', connections: 9, ...figures({ down: 12 }) }, { key: 'vpn-b', connections: 1, ...figures({ down: 1 }) }] : [], maintenance: [],
  };
}

const withStory = (asked) => (it) => it.route('**/api/v1/fleet?*', (route) => {
  const query = new URL(route.request().url()).searchParams;
  asked.push(Object.fromEntries(query));
  return route.fulfill({ json: told(query.get('group')) });
});

const isThere = (page) => page.waitForSelector('#view-fleet .plot');

/** The classes of what is drawn for a day, without the part that a mouse finds. */
const drawn = (page, i) => page.$$eval('#view-fleet .plot g', (days, at) => [...days[at].querySelectorAll('.part')].map((it) => it.classList[1]), i);
const height = (page, i, kind) => page.$$eval('#view-fleet .plot g', (days, [at, name]) => Number(days[at].querySelector(`.part.${name}`).getAttribute('height')), [i, kind]);

async function daysAreTold(page) {
  assert.equal(await page.locator('#view-fleet .plot g').count(), DAYS);
  for (const [i, parts] of [[0, ['UP']], [3, ['UNKNOWN']], [10, ['UP', 'DOWN']], [15, ['UP', 'planned']], [20, ['UP', 'DEGRADED']], [25, ['UP']]]) assert.deepEqual(await drawn(page, i), parts, `day ${i}`);
  const [down, degraded, planned] = [await height(page, 10, 'DOWN'), await height(page, 20, 'DEGRADED'), await height(page, 15, 'planned')];
  assert.ok(Math.abs(down / degraded - 12 / 4.8) < 0.01 && Math.abs(down / planned - 2) < 0.01, `lengths ${down}, ${degraded}, ${planned}`);
  assert.match(await page.textContent('#view-fleet .scale'), /^100 %97.5 %95 %$/);
  assert.match(await page.getAttribute('#view-fleet .plot', 'aria-label'), /worst on .*95\.0 % · 2 days unknown/);
  await page.focus('#view-fleet summary');
  await page.keyboard.press('Enter');
  const rows = await page.$$eval('#view-fleet details tbody tr', (all) => all.map((it) => it.innerText.split('\t').slice(1)));
  assert.equal(rows.length, DAYS);
  assert.equal(rows[DAYS - 1 - 3][0], 'Unknown', 'a day without observations');
  assert.equal(rows[DAYS - 1 - 25][2], '50.0 %', 'a day of which half is known');
  assert.deepEqual(rows[DAYS - 1 - 15].slice(0, 2), ['97.5 %', '100 %'], 'a day with planned work');
}

const names = (page, list) => page.$$eval(`#view-fleet .glance[data-key=${list}] tbody tr`, (rows) => rows.map((it) => it.firstElementChild.firstElementChild.innerText.split('\n')[0]));

async function listsAreGrouped(page, asked) {
  assert.deepEqual(await names(page, 'worstConnections'), ['one', 'two', 'three']);
  await page.focus('#view-fleet select');
  await page.keyboard.press('ArrowDown'); // gateway
  await until(page, 'groups', () => document.querySelector('#view-fleet .glance[data-key=groups]'));
  await until(page, 'the address', () => location.search === '?group=gateway');
  assert.equal(asked.at(-1).group, 'gateway');
  assert.deepEqual(await names(page, 'worstConnections'), ['vpn-a', 'one', 'two', 'vpn-b', 'three']);
  assert.deepEqual(await names(page, 'topFlappers'), ['vpn-b', 'three', 'vpn-a', '<b>four</b>']);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELECT', 'the keyboard is somewhere else');
  await page.selectOption('#view-fleet select', 'region');
  await until(page, 'the address', () => location.search === '?group=region');
}

const sound = async (page, when) => assert.deepEqual(await violations(page), [], when);

/** By day and by night, on a telephone, and in Chinese. */
async function forEverybody(page, album) {
  await sound(page, 'by day');
  await page.screenshot({ path: `${album}/fleet-story-light.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await sound(page, 'on a telephone by night');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide for a telephone');
  await page.click('#language');
  await until(page, 'Chinese', () => document.querySelector('#view-fleet h2').textContent === '每日可用率');
  assert.doesNotMatch(await page.innerText('#view-fleet .days, #view-fleet .legend'), /[a-z]{3}/i, 'something is not in Chinese');
  await sound(page, 'in Chinese');
  await page.screenshot({ path: `${album}/fleet-story-phone.png` });
}

export async function fleetShows(browser, here, album) {
  const asked = [];
  const page = await open(browser, here, { before: withStory(asked) });
  await page.click('#views a[data-view=fleet]');
  await isThere(page);
  assert.deepEqual(asked, [{ zone: 'UTC' }]);
  assert.equal(await page.evaluate(() => document.getElementById('alert-panel').hidden && document.getElementById('tools').hidden), true);
  await daysAreTold(page);
  await listsAreGrouped(page, asked);
  await forEverybody(page, album);
  assert.equal(page.loads, 1, 'the page was loaded again');
  calm(page);
  await page.context().close();
}

/** A link leads there, a connection opens beside it, and all of it is what the server says. */
export async function fleetIsLinked(browser, here) {
  const page = await open(browser, `${here}/?view=fleet&group=region`);
  await page.waitForSelector('#view-fleet .glance[data-key=topFlappers] tbody a');
  assert.equal(await page.evaluate(() => location.search + location.hash), '?group=region#/fleet');
  assert.equal(await page.inputValue('#view-fleet select'), 'region');
  const answer = await (await fetch(`${here}/api/v1/fleet?group=region`)).json();
  assert.ok(answer.days.slice(0, 20).every((it) => it.availability === null), 'days before the first scan are known');
  assert.deepEqual(await drawn(page, 0), ['UNKNOWN']);
  assert.notDeepEqual(await drawn(page, DAYS - 1), ['UNKNOWN']);
  const first = await page.$eval('#view-fleet .glance[data-key=topFlappers] tbody a', (it) => { it.focus(); return it.querySelector('small').textContent; });
  assert.ok(answer.flapping.some((it) => it.id === first), `${first} is not among ${JSON.stringify(answer.flapping.map((it) => it.id))}`);
  await page.keyboard.press('Enter');
  await until(page, 'its detail', () => document.querySelector('#detail .tiles'));
  await page.keyboard.press('Escape');
  await until(page, 'the fleet, and the focus where it was', (it) => location.hash === '#/fleet' && document.activeElement.textContent.includes(it), first);
  calm(page);
  await page.context().close();
}
