// The page as a whole: selection, display and keyboard.
import { Board } from './board.js';
import { detail } from './detail.js';
import { ageSeconds, follow, isSilent, isStale } from './feed.js';
import { drawAlerts } from './alerts.js';
import { drawAnswers, listenForAnswers } from './answers.js';
import { report } from './report.js';
import { timeline } from './timeline.js';
import { element } from './elements.js';
import { durationText, withTimes } from './format.js';
import { preferences, shape, storePreferences, t, troubleText, WORST_FIRST } from './texts.js';

const VIEWS = ['board', 'timeline', 'answers', 'report'];
const DETAIL_EVERY_MS = 10000;
const LONGEST_CHOICE = 60;

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const search = /** @type {HTMLInputElement} */ (at('search'));
const groupSelect = /** @type {HTMLSelectElement} */ (at('group'));

let view = 'board';
let stateFilter = '';
let openConnection = '';
let detailReadAt = 0;
/** @type {string} content of the timeline when it was last drawn */
let timelineOf = '';
/** @type {HTMLElement | null} */
let cameFrom = null;

const board = new Board((id) => { location.hash = `#/c/${encodeURIComponent(id)}`; });
const known = follow(draw);

function draw() {
  const now = Date.now() + known.skew;
  const stale = new Set([...known.targets.values()].filter(isStale).map((it) => it.target));
  const all = [...known.connections.values()].map((it) =>
    stale.has(`${it.account}/${it.region}`) && !it.stale ? { ...it, state: 'UNKNOWN', reason: 'NOT_SEEN', stale: true, facets: unknownFacets(it.facets), tunnels: it.tunnels.map((/** @type {any} */ one) => ({ ...one, facets: unknownFacets(one.facets) })) } : it);
  warning(stale);
  freshness(stale);
  at('notice').textContent = known.notice;
  at('notice').hidden = !known.notice;
  const found = all.filter(matches);
  counts(found, all.length);
  groupChoices(all);
  drawAlerts(known, now);
  const shown = found.filter((it) => !stateFilter || it.state === stateFilter);
  board.show(shown, known, groupSelect.value, now);
  at('empty').textContent = known.read ? t(all.length ? 'nobody' : 'firstScan') : t('loading');
  at('empty').hidden = shown.length > 0;
  if (view === 'timeline') drawTimeline(shown, now);
  if (view === 'answers') drawAnswers(at('view-answers'), known.answers, known.alerts, now);
  if (openConnection && now - detailReadAt > DETAIL_EVERY_MS && !document.hidden) refreshDetail(now);
}

/** @param {Record<string, any>} facets */
const unknownFacets = (facets) => Object.fromEntries(Object.entries(facets).map(([kind, it]) => [kind, it.state === 'NOT_CONFIGURED' ? it : { ...it, state: 'UNKNOWN', reason: 'NOT_SEEN' }]));

/** @param {any} it */
function matches(it) {
  const wanted = search.value.trim().toLowerCase();
  if (!wanted) return true;
  return [it.name, it.id, it.account, it.region, it.gateway, it.transitRouter, ...it.customerGateways, ...it.localSubnets, ...it.remoteSubnets, ...Object.entries(it.tags).map(([key, value]) => `${key}:${value}`)]
    .some((text) => text.toLowerCase().includes(wanted));
}

/** Troubles with which the page cannot say anything about the targets. */
const CUT_OFF = new Set(['STILL_READING', 'BROKER_LOST', 'REGISTRY_LOST']);

/** Troubles for every reader; those that concern only some rows are shown beside their target. */
const SAID_ALOUD = new Set([...CUT_OFF, 'NOBODY_JUDGES', 'HISTORY_BEHIND', 'CLOCK_STEPPED']);
const MOST_SAID = 3;

/** @param {Set<string>} stale */
function warning(stale) {
  const silent = isSilent(known);
  const blind = known.targets.size > 0 && stale.size === known.targets.size;
  const cut = known.troubles.some((it) => CUT_OFF.has(it.cause));
  const ages = [...known.targets.values()].filter((it) => it.lastComplete).map(ageSeconds);
  const isUnjudged = [...known.targets.values()].every((it) => it.cause === 'NOBODY_JUDGES');
  const said = known.troubles.filter((it) => blind || SAID_ALOUD.has(it.cause));
  const text = silent ? t('silent', durationText((Date.now() - known.heardWallMs) / 1000)) : [
    blind ? t(isUnjudged ? 'unjudged' : 'blind', ages.length ? durationText(Math.min(...ages)) : '–') : '',
    ...said.slice(0, MOST_SAID).map((it) => withTimes(troubleText(it))),
    said.length > MOST_SAID ? t('moreTroubles', said.length - MOST_SAID) : '',
  ].filter(Boolean).join(' ');
  const frozen = silent || blind || cut;
  // Announced to a screen reader once, not every second.
  if (at('warning').dataset.kind !== String(frozen)) at('warning').dataset.kind = String(frozen);
  at('warning').hidden = !text;
  if (at('warning').textContent !== text) at('warning').textContent = text;
  document.body.classList.toggle('is-frozen', frozen);
}

/** @param {Set<string>} stale */
function freshness(stale) {
  const all = [...known.targets.values()];
  const age = (/** @type {any} */ it) => (it.lastComplete ? t(it.cause === 'NOBODY_JUDGES' ? 'judgedAgo' : 'seenAgo', durationText(ageSeconds(it))) : t('neverSeen'));
  const bad = all.filter((it) => stale.has(it.target));
  const oldest = Math.max(0, ...all.map((it) => (it.lastComplete ? ageSeconds(it) : 0)));
  const doubts = known.troubles.filter((it) => !SAID_ALOUD.has(it.cause) && !stale.has(it.target));
  const shown = bad.length
    ? bad.slice(0, 3).map((it) => element('span', 'pill stale', `⚠ ${it.target}: ${age(it)}${it.trouble ? ` · ${it.trouble}` : ''}`))
    : all.length && !isSilent(known) ? [element('span', 'pill fresh', t(all.length === 1 ? 'freshOne' : 'fresh', all.length, durationText(Math.max(1, oldest))))] : [];
  const doubted = doubts.slice(0, 2).map((it) => element('span', 'pill doubt', withTimes(troubleText(it))));
  at('freshness').replaceChildren(...shown, ...doubted);
  at('freshness').title = [...all.map((it) => `${it.target}: ${age(it)} ${it.trouble}`), ...doubts.map((it) => withTimes(troubleText(it)))].join('\n');
}

/** @param {any[]} found @param {number} total */
function counts(found, total) {
  const states = WORST_FIRST.slice(0, 4);
  const made = [['', t('all'), found.length], ...states.map((state) => [state, t(state), found.filter((it) => it.state === state).length])];
  if (at('counts').childElementCount !== made.length) {
    at('counts').replaceChildren(...made.map(([state]) => {
      const button = element('button', 'count', [], { type: 'button' });
      button.addEventListener('click', () => { stateFilter = stateFilter === state ? '' : String(state); draw(); });
      return button;
    }));
  }
  made.forEach(([state, name, count], i) => {
    const button = /** @type {HTMLElement} */ (at('counts').children[i]);
    button.className = `count ${count && state ? state : ''}`;
    button.setAttribute('aria-pressed', String(stateFilter === state));
    const text = `${count}${state ? shape(String(state)) : ''}${name}`;
    if (button.dataset.text === text) return;
    button.dataset.text = text;
    button.replaceChildren(element('b', '', String(count)), element('span', '', [state ? element('span', 'shape', shape(String(state)), { 'aria-hidden': 'true' }) : '', String(name)]));
  });
  const down = found.filter((it) => it.state === 'DOWN').length;
  document.title = down ? `(${down} ▼) Tunnelwatch` : total ? 'Tunnelwatch ●' : 'Tunnelwatch';
}

/** @param {any[]} all */
function groupChoices(all) {
  const keys = [...new Set(all.flatMap((it) => Object.keys(it.tags)))].sort().slice(0, 20);
  const options = [['', t('none')], ['gateway', t('gateway')], ['customerGateway', t('customerGateway')], ...keys.map((key) => [`tag:${key}`, `${t('tag')} ${key}`])];
  const look = JSON.stringify(options);
  if (groupSelect.dataset.look === look) return;
  groupSelect.dataset.look = look;
  const before = groupSelect.value;
  groupSelect.replaceChildren(...options.map(([value, name]) => element('option', '', name.length > LONGEST_CHOICE ? `${name.slice(0, LONGEST_CHOICE)}…` : name, { value })));
  groupSelect.value = options.some(([value]) => value === before) ? before : '';
}

/** @param {any[]} shown @param {number} now */
function drawTimeline(shown, now) {
  const sorted = [...shown].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || a.name.localeCompare(b.name));
  const look = JSON.stringify([sorted.slice(0, 100).map((it) => [it.id, it.state]), sorted.length, Math.floor(now / 30000), preferences]);
  if (look === timelineOf) return;
  timelineOf = look;
  timeline(at('view-timeline'), sorted, now).catch((error) => at('view-timeline').replaceChildren(element('p', 'quiet', t('failed', error.message))));
}

/** @param {number} now */
function refreshDetail(now) {
  detailReadAt = now;
  detail(at('detail'), openConnection, now, close);
}

function close() {
  location.hash = `#/${view}`;
}

function route() {
  const [, kind = 'board', rest = ''] = location.hash.split('/');
  const before = openConnection;
  openConnection = kind === 'c' ? decodeURIComponent(rest) : '';
  if (VIEWS.includes(kind)) view = kind;
  for (const it of VIEWS) at(`view-${it}`).hidden = it !== view;
  document.querySelectorAll('#views a').forEach((it) => {
    if (/** @type {HTMLElement} */ (it).dataset.view === view) it.setAttribute('aria-current', 'page');
    else it.removeAttribute('aria-current');
  });
  document.body.dataset.view = view;
  at('alert-panel').hidden = view === 'report';
  at('tools').hidden = view === 'report' || view === 'answers';
  document.body.classList.toggle('has-detail', !!openConnection);
  at('detail').hidden = !openConnection;
  if (openConnection && openConnection !== before) {
    if (!before) cameFrom = /** @type {HTMLElement} */ (document.activeElement);
    board.cursor = openConnection;
    refreshDetail(Date.now() + known.skew);
    at('detail').focus({ preventScroll: true });
  }
  if (!openConnection && before) {
    at('detail').dataset.id = '';
  }
  timelineOf = '';
  if (view === 'report') report(at('view-report')).catch((error) => at('view-report').replaceChildren(element('p', 'quiet', t('failed', error.message))));
  draw();
  // The row from which it was opened may have been drawn again.
  if (!openConnection && before) (cameFrom?.isConnected ? cameFrom : board.current())?.focus({ preventScroll: true });
}

function applyPreferences() {
  document.documentElement.lang = preferences.language === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-text]').forEach((it) => { it.textContent = t(/** @type {HTMLElement} */ (it).dataset.text ?? ''); });
  search.placeholder = `${t('search')}  /`;
  search.setAttribute('aria-label', t('search'));
  at('zone').textContent = preferences.utc ? t('utc') : t('local');
  at('zone').setAttribute('aria-pressed', String(preferences.utc));
  at('language').textContent = t('language');
  at('keys').textContent = t('keys');
  at('counts').replaceChildren();
  groupSelect.dataset.look = '';
  at('detail').dataset.id = '';
  board.heads();
  storePreferences();
  route();
  if (openConnection) refreshDetail(Date.now() + known.skew);
}

at('zone').addEventListener('click', () => { preferences.utc = !preferences.utc; applyPreferences(); });
at('language').addEventListener('click', () => { preferences.language = preferences.language === 'zh' ? 'en' : 'zh'; applyPreferences(); });
search.addEventListener('input', draw);
groupSelect.addEventListener('change', draw);
addEventListener('hashchange', route);
listenForAnswers(known);

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // An open dialog has the keyboard to itself.
  if (document.querySelector('dialog[open]')) return;
  const typing = event.target === search || event.target instanceof HTMLSelectElement;
  if (event.key === 'Escape') {
    if (event.target === search && search.value) { search.value = ''; draw(); }
    else if (openConnection) close();
    else if (stateFilter) { stateFilter = ''; draw(); }
    else /** @type {HTMLElement} */ (document.activeElement)?.blur();
  } else if (typing) {
    if (event.key === 'Enter' || event.key === 'ArrowDown') { search.blur(); board.move(0); event.preventDefault(); }
  } else if (event.key === '/') {
    search.focus();
    event.preventDefault();
  } else if (event.key === 'j' || event.key === 'k') {
    board.move(event.key === 'j' ? 1 : -1);
    if (openConnection && board.cursor) location.hash = `#/c/${encodeURIComponent(board.cursor)}`;
  } else if (event.key === 'Enter' && board.cursor && document.activeElement === document.body) {
    location.hash = `#/c/${encodeURIComponent(board.cursor)}`;
  }
});

applyPreferences();
