// Looks at the page as people do. Prints a line of JSON for each check; asks by a line {"act": …} for what only the
// caller can do, and waits for a line in answer.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { byKeyboard, byMouse, planned } from './answering.mjs';
import { answerChanged, calm, launch, open, PATIENCE_MS, until } from './browser.mjs';
import { copiedIds, denseRows, wholeColumns } from './handling.mjs';
import { filtersAreKept } from './filtering.mjs';
import { fromAnotherSite } from './foreign.mjs';
import { fleetIsLinked, fleetShows } from './fleet.mjs';
import { asItWas, noSuchMoment, walkThroughTime } from './past.mjs';
import { customerIsNamed, monthIsReported } from './month.mjs';
import { packetOpens, packetsAreEqual } from './packet.mjs';
import { pictures } from './pictures.mjs';
import { accessible, alertsAccessible, sound, stopWalking, VIEWS } from './shutout.mjs';
import { openWall, wallGoesOn, wallLooksDead, wallShows } from './wall.mjs';
import { detailOpens, timelineOpens } from './spans.mjs';

const [here, elsewhere, album] = process.argv.slice(2);
mkdirSync(album, { recursive: true });
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

let acting = Promise.resolve();
/** One act at a time; it is done when it is answered. */
function act(what) {
  acting = acting.then(async () => { say({ act: what }); return (await answers.next()).value; });
  return acting;
}

/** ONLY=words runs those whose name has these words in it. */
async function check(name, body) {
  if (!name.includes(process.env.ONLY ?? '')) return;
  const began = Date.now();
  let error = '';
  try {
    await body();
  } catch (failure) {
    error = failure.stack ?? String(failure);
  }
  say({ check: name, error, millis: Date.now() - began });
}

const browser = await launch();
const stateOf = (page, id) => page.evaluate((it) => document.querySelector(`tr[data-id="${it}"] .state .pill`)?.className ?? '', id);
const focused = (page) => page.evaluate(() => document.activeElement?.closest('tr')?.dataset.id ?? document.activeElement?.id ?? '');

/** What one plant after another comes to while the page is looked at. */
const STORY = ['is up', 'goes down', 'has an alert while it is down', 'is up again', 'is up, and its alert is among those that are over'];

async function story() {
  const page = await open(browser, here);
  await page.fill('#search', 'plant-');
  await page.evaluate(() => {
    const reached = new Map();
    const overBefore = new Map();
    /** How many steps of the story the plant that is furthest has come to; whoever asks often misses none. */
    globalThis.furthest = () => {
      for (const row of document.querySelectorAll('tr[data-id^="vco-plant"]')) {
        const id = row.dataset.id;
        const is = (state) => row.querySelector('.state .pill').classList.contains(state);
        const alerted = !!document.querySelector(`#alerts li.CRITICAL a[href$="/${id}"]`);
        const over = document.querySelector(`#past li:has(a[href$="/${id}"])`)?.title ?? '';
        const step = reached.get(id) ?? 0;
        const isNext = [is('UP') && !alerted, is('DOWN'), is('DOWN') && alerted, is('UP'), is('UP') && !alerted && over !== overBefore.get(id)][step];
        if (isNext && step === 0) overBefore.set(id, over);
        if (isNext) reached.set(id, step + 1);
      }
      return Math.max(0, ...reached.values());
    };
  });
  for (const [step, what] of STORY.entries()) await until(page, `a plant ${what}`, (it) => globalThis.furthest() > it, step);
  assert.equal(page.loads, 1, 'the page was loaded again');
  calm(page);
  await page.context().close();
}

/** Another sink of the same cluster dies and comes back under an open page. */
async function lostStream() {
  const page = await open(browser, elsewhere);
  const wall = await openWall(browser, elsewhere);
  await until(page, 'no warning', () => document.getElementById('warning').hidden);
  await act('kill the sink');
  try {
    await until(page, 'a warning that says that the server sends nothing', () => /The server has sent nothing/.test(document.getElementById('warning').textContent) && document.body.classList.contains('is-frozen'));
    await wallLooksDead(wall, album);
  } finally {
    await act('start the sink');
  }
  await wallGoesOn(wall);
  await wall.context().close();
  await until(page, 'the warning is gone', () => document.getElementById('warning').hidden);
  assert.equal(page.loads, 1, 'the page was loaded again');
  await page.context().close();
}

async function hostileNames() {
  const page = await open(browser, here);
  await page.fill('#search', 'vco-markup');
  await until(page, 'the name as text', () => document.querySelector('tr[data-id="vco-markup"] td.name a')?.textContent.includes('<script>'));
  await page.click('tr[data-id="vco-markup"]');
  await until(page, 'its detail', () => document.querySelector('#detail .facets, #detail .tiles'));
  await page.selectOption('#group', 'tag:<b>env</b>');
  assert.match(await page.textContent('#board'), /\{\{7\*7\}\}\$\{7\*7\}/);
  assert.equal(await page.locator('#board script, #board img, #board b, #detail img, #detail script, #alerts img').count(), 0);
  assert.match(await page.title(), /Tunnelwatch/);
  await page.keyboard.press('Escape');
  await page.fill('#search', 'vco-turned');
  await until(page, 'the name that turns', () => document.querySelector('tr[data-id="vco-turned"]'));
  // What turns in a name must not turn what stands beside it.
  const { id, name } = await page.evaluate(() => {
    const cell = document.querySelector('tr[data-id="vco-turned"] td.name');
    const box = (it) => it.getBoundingClientRect();
    return { id: cell.querySelector('small').textContent, name: [box(cell.querySelector('a')), box(cell)].map((it) => [it.left, it.right]) };
  });
  assert.match(id, /vco-turned$/);
  assert.ok(name[0][0] >= name[1][0] - 1 && name[0][1] <= name[1][1] + 1, 'the name leaves its cell');
  calm(page);
  await page.context().close();
}

async function longNames() {
  const text = 'Ab'.repeat(5120);
  const page = await open(browser, here, {
    before: (it) => answerChanged(it, '**/api/v1/{connections,alerts?status=all}', ({ connections = [], alerts = [] }) => {
      for (const one of connections) if (one.id.startsWith('vco-markup')) Object.assign(one, { name: text, gateway: text, remoteSubnets: [text], tags: { [text]: text } });
      for (const one of alerts.slice(0, 6)) Object.assign(one, { summary: text, rule: text, advice: text }); // of every severity
    }),
  });
  for (const view of ['board', 'timeline']) {
    await page.goto(`${here}/#/${view}`);
    await page.fill('#search', 'vco-markup');
    await until(page, 'it is shown', () => document.body.textContent.includes('AbAbAb'));
    const [wide, high] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.querySelector('tr[data-id="vco-markup"]')?.offsetHeight ?? 0]);
    assert.ok(wide <= 0, `${view} is ${wide} px too wide`);
    assert.ok(high <= 60, `a row of ${high} px`);
    assert.ok(await page.evaluate(() => document.getElementById('alert-panel').scrollWidth <= document.getElementById('alert-panel').clientWidth), 'the alerts run out of their column');
  }
  calm(page);
  await page.context().close();
}

async function fiveThousand() {
  const page = await open(browser, await act('start the fleet'));
  await until(page, 'five thousand are counted', () => Number(document.querySelector('#counts .count b')?.textContent) >= 5000);
  const rows = () => page.locator('#board tbody tr').count();
  const most = [await rows()];
  for (const share of [0.2, 0.5, 0.99, 1]) {
    await page.evaluate((it) => { const scroll = document.getElementById('scroll'); scroll.scrollTop = scroll.scrollHeight * it; }, share);
    await until(page, 'rows where it was scrolled to', () => {
      const view = document.getElementById('scroll').getBoundingClientRect();
      return [...document.querySelectorAll('tr[data-id]')].filter((it) => it.getBoundingClientRect().bottom > view.top && it.getBoundingClientRect().top < view.bottom).length > 8;
    });
    most.push(await rows());
  }
  assert.ok(Math.max(...most) < 80, `${Math.max(...most)} rows in the document`);
  await page.fill('#search', 'shop-uswest1-471');
  await until(page, 'one is found among them', () => document.querySelectorAll('tr[data-id]').length === 1);
  calm(page);
  await page.context().close();
  await act('stop the others');
}

/** No mouse from here on. */
async function keyboardAlone() {
  const page = await open(browser, here);
  await until(page, 'rows', () => document.querySelectorAll('tr[data-id]').length > 3);
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'search');
  await page.keyboard.type('dc-hangzhou');
  await until(page, 'what was looked for', () => document.querySelectorAll('tr[data-id]').length === 2);
  await page.keyboard.press('Enter');
  const ids = await page.$$eval('tr[data-id]', (rows) => rows.map((it) => it.dataset.id));
  assert.equal(await focused(page), ids[0]);
  await page.keyboard.press('j');
  assert.equal(await focused(page), ids[1]);
  await page.keyboard.press('k');
  assert.equal(await focused(page), ids[0]);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth);
  assert.match(outline, /^solid[1-9]/, 'the focus is not to be seen');
  await page.keyboard.press('Enter');
  await until(page, 'the detail is open', () => document.querySelector('#detail .tiles') && document.activeElement.id === 'detail');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'close', 'the first stop inside the detail');
  await page.keyboard.press('Escape');
  await until(page, 'the detail is closed, and the focus is where it was', (it) => document.getElementById('detail').hidden && document.activeElement.closest('tr')?.dataset.id === it, ids[0]);
  calm(page);
  await page.context().close();
}

/** What stands there is read anew every few seconds, under the fingers of who looks. */
async function nothingIsTakenAway() {
  const page = await open(browser, here);
  await page.fill('#search', 'plant-');
  // What has just changed counts seconds; what changed an hour ago is the same for minutes.
  await until(page, 'a plant that has just changed', () => {
    const isNew = (row) => Number(/^(\d+) s$/.exec(row.querySelector('.since span').textContent)?.[1] ?? 60) < 30;
    globalThis.changedId = [...document.querySelectorAll('tr[data-id^="vco-plant"]')].find(isNew)?.dataset.id;
    return globalThis.changedId;
  });
  const id = await page.evaluate(() => globalThis.changedId);
  await page.click(`tr[data-id="${id}"]`);
  await until(page, 'its detail', () => document.querySelector('#detail .tiles'));
  await page.focus('#detail .zoom button:nth-child(2)');
  await page.keyboard.press('Enter');
  await until(page, 'another window', () => document.activeElement.getAttribute('aria-pressed') === 'true');
  const since = await page.evaluate(() => {
    globalThis.held = document.activeElement;
    getSelection().selectAllChildren(document.querySelector('#detail dd'));
    return document.querySelector('#detail .standing time').textContent;
  });
  await until(page, 'it was read anew', (it) => document.querySelector('#detail .standing time').textContent !== it, since);
  assert.ok(await page.evaluate(() => document.activeElement === globalThis.held), 'the keyboard is somewhere else');
  assert.equal(await page.evaluate(() => getSelection().toString()), id);
  await page.keyboard.press('Escape');
  await page.focus(`tr[data-id="${id}"] a`);
  const row = await page.evaluate(() => document.activeElement.closest('tr').innerHTML);
  await until(page, 'its row was drawn anew', ([is, was]) => document.querySelector(`tr[data-id="${is}"]`).innerHTML !== was, [id, row]);
  assert.equal(await focused(page), id, 'the row that the keyboard was in');
  await page.click('#heads button >> nth=1');
  assert.equal(await page.evaluate(() => document.activeElement.closest('th')?.className), 'name', 'the head that it is sorted by');
  calm(page);
  await page.context().close();
}

async function tabOrder() {
  const page = await open(browser, here);
  await until(page, 'rows', () => document.querySelectorAll('tr[data-id]').length > 3);
  const stops = [];
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => {
      const it = document.activeElement;
      const seen = getComputedStyle(it).outlineStyle !== 'none' || it.matches('.skip');
      return [it.closest('[id]')?.id || it.tagName, seen];
    }));
  }
  assert.deepEqual(stops.filter(([id, seen]) => !seen && id !== 'BODY'), []); // stops whose focus is not to be seen
  const order = [...new Set(stops.map(([id]) => id))].slice(0, 13);
  assert.deepEqual(order.slice(1), ['views', 'density', 'zone', 'language', 'wall-link', 'moment', 'moment-slider', 'counts', 'search', 'saved-name', 'group', 'heads']);
  await page.context().close();
}

/** The worst first, and inhibited ones last: an alert finds its place anew while someone looks into it. */
async function nothingIsClosed() {
  const page = await open(browser, here);
  const moved = await page.evaluate(async () => {
    const { patchChildren } = await import('/patch.js');
    const there = document.createElement('ol');
    document.body.append(there);
    const one = (key) => {
      const made = document.createElement('li');
      made.dataset.key = key;
      made.innerHTML = `<details><summary>${key}</summary><a href="#/c/${key}">${key}</a></details>`;
      return made;
    };
    patchChildren(there, ['a', 'b', 'x'].map(one));
    const x = there.lastElementChild;
    x.firstElementChild.open = true;
    x.querySelector('a').focus();
    patchChildren(there, ['new', 'x', 'a', 'b'].map(one));
    const found = { order: [...there.children].map((it) => it.dataset.key), isOpen: x.firstElementChild.open, isThere: x === there.children[1], held: document.activeElement === x.querySelector('a') };
    patchChildren(there, ['b', 'new'].map(one));
    return { ...found, then: [...there.children].map((it) => it.textContent) };
  });
  assert.deepEqual(moved, { order: ['new', 'x', 'a', 'b'], isOpen: true, isThere: true, held: true, then: ['bb', 'newnew'] });
  await page.context().close();
}

/** Everything but this other sink dies at once: broker, poller, processor. Then all of it comes back. */
async function deadPoller() {
  const page = await open(browser, elsewhere);
  const own = await open(browser, here);
  await until(page, 'no warning', () => document.getElementById('warning').hidden && document.querySelector('.pill.fresh'));
  await act('kill the rest');
  await until(page, 'a warning that says that nothing is scanned', () => /No target has had a complete scan/.test(document.getElementById('warning').textContent) && document.body.classList.contains('is-frozen'));
  assert.equal(await page.locator('#board .state .pill.UP').count(), 0, 'rows that are still green');
  assert.match(await page.textContent('#freshness'), /\/.*: (scanned|judged)/);
  await act('start the rest');
  for (const one of [page, own]) {
    await until(one, 'it is seen again, without a warning', () => document.getElementById('warning').hidden && document.querySelector('.pill.fresh') && document.querySelector('#board .state .pill:not(.UNKNOWN)'));
    assert.equal(one.loads, 1, 'the page was loaded again');
    await one.context().close();
  }
}

/** The processor alone is stopped: the poller looks, the broker and this sink are well, and nobody says what is seen. */
async function nobodyJudges() {
  const page = await open(browser, await act('start the parts'));
  const isWell = () => document.getElementById('warning').hidden && !!document.querySelector('.pill.fresh') && !!document.querySelector('#board .state .pill.UP');
  await until(page, 'something is up, without a warning', isWell);
  await act('stop the processor');
  await until(page, 'a warning that names the processor', () => /The processor has judged no scan of test\/cn-hangzhou since /.test(document.getElementById('warning').textContent) && document.body.classList.contains('is-frozen'));
  assert.equal(await page.locator('#board .state .pill.UP, #board .state .pill.DOWN').count(), 0, 'rows that say what nobody judged');
  await sound(page, 'by day');
  await page.screenshot({ path: `${album}/nobody-judges-light.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  await sound(page, 'by night');
  await page.screenshot({ path: `${album}/nobody-judges-dark.png` });
  await act('start the processor');
  await until(page, 'it is known again, without a warning', isWell);
  assert.equal(page.loads, 1, 'the page was loaded again');
  calm(page);
  await page.context().close();
  await act('stop the others');
}

const runs = (script) => promisify(execFile)(process.execPath, [script], { timeout: PATIENCE_MS });

const typesAreRight = () => promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.']).catch((failure) => { throw new Error(failure.stdout); });

// Four people look at once, each at pages of their own; what the last check does would end it for the others.
await Promise.all([
  check('a connection goes down, alerts, and recovers before the eyes of who looks', story),
  check('a lost stream looks dead on the page and on the wall, and both recover when its sink is back', lostStream),
  (async () => {
    await check('names are text', hostileNames);
    await check('a name of ten thousand characters breaks no layout', longNames);
    await check('keyboard alone finds, walks, opens and closes', keyboardAlone);
    await check('who has the keyboard or has marked something keeps it', nothingIsTakenAway);
    await check('what finds another place on the page stays open, and in hand', nothingIsClosed);
    await check('tab goes through the page in order, and is seen', tabOrder);
    await check('the last column of the board is whole on usual screens', () => wholeColumns(browser, here, album));
    await check('ids are copied by mouse and by keyboard, and that is said', () => copiedIds(browser, here));
    await check('rows are as dense as somebody chose, also after a reload', () => denseRows(browser, here));
    await check('a filter stands in the address, is saved under a name, picked and deleted', () => filtersAreKept(browser, here));
    await check('the wall shows counts, the worst and alerts, and nothing else', () => wallShows(browser, here, album));
    await check('the timeline opens at a span in which there is something to see', () => timelineOpens(browser, here));
    await check('so does the timeline of one connection', () => detailOpens(browser, here));
    await check('the fleet shows its days, what was planned and what nobody saw, and its worst by group', () => fleetShows(browser, here, album));
    await check('a link leads to the fleet, and the fleet to a connection and back', () => fleetIsLinked(browser, here));
    await check('a month is reported in both languages, with its outages', () => monthIsReported(browser, here));
    await check('the page of a customer names the customer, and offers no answers', () => customerIsNamed(browser, here));
    await check('pictures are taken', () => pictures(browser, here, album));
  })(),
  (async () => {
    await check('types of the modules are right', typesAreRight);
    await check('what comes while everything is read is not forgotten', () => runs('meanwhile.mjs'));
    await check('a connection that is silent is opened anew', () => runs('silence.mjs'));
    await check('answers begin and end while the page is open', () => runs('standing.mjs'));
    await check('what is planned stands apart from what is in force', () => planned(browser, here));
    for (const view of Object.keys(VIEWS)) await check(`nobody is shut out of the ${view.replace(/^c\/.*/, 'detail')}`, () => accessible(browser, here, view));
    await check('nobody is shut out of the alerts', () => alertsAccessible(browser, here));
    await stopWalking();
    await check('each answer is given by mouse, and a second page sees it', () => byMouse(browser, here));
    await check('each answer is given and ended by keyboard alone, and a second page sees it', () => byKeyboard(browser, here));
    await check('the packet of an incident opens without a network, reads well, and prints', () => packetOpens(browser, here, album));
    await check('a page of another site cannot write', () => fromAnotherSite(browser, here));
  })(),
]);
await Promise.all([
  check('the board is at twenty moments of the past what the recorded transitions say', () => asItWas(browser, here, act)),
  check('the slider leads into the past and back, a link leads a colleague there, and nothing is answered there', () => walkThroughTime(browser, here, album)),
  check('two servers write the same packet of an incident', () => packetsAreEqual(browser, here, elsewhere)),
  check('a moment of which nothing is known is refused in words', () => noSuchMoment(browser, here)),
]);
await check('five thousand connections scroll in a bounded number of rows', fiveThousand);
await check('what nobody judges looks unknown, though it is polled', nobodyJudges);
await check('a dead poller and broker look dead, and the page recovers when they are back', deadPoller);
await browser.close();
process.exit(0);
