// The page as a whole: selection, display and keyboard.
import { Board } from './board.js';
import { addressWith, filter, matches, readFilter, writeFilter } from './filters.js';
import { SavedFilters } from './saved.js';
import { listenForCopies } from './copy.js';
import { detail } from './detail.js';
import { follow, isStale } from './feed.js';
import { drawAlerts } from './alerts.js';
import { drawAnswers, listenForAnswers } from './answers.js';
import { moment, TimeMachine } from './past.js';
import { showTrust, showTrustThen, standing } from './trust.js';
import { drawWall, isWall } from './wall.js';
import { fleet, FLEET_EVERY_MS } from './fleet.js';
import { report } from './report.js';
import { timeline } from './timeline.js';
import { at, element } from './elements.js';
import { timeText } from './format.js';
import { preferences, shape, STATES_SHOWN, storePreferences, t, WORST_FIRST } from './texts.js';

const VIEWS = ['board', 'timeline', 'fleet', 'answers', 'report'];

/** Views that also show an earlier time. */
const VIEWS_OF_THE_PAST = ['board', 'timeline'];
const DETAIL_EVERY_MS = 10000;
const LONGEST_CHOICE = 60;
const MOST_TAGS = 20;

const search = /** @type {HTMLInputElement} */ (at('search'));
const groupSelect = /** @type {HTMLSelectElement} */ (at('group'));

let view = 'board';
let openConnection = '';
let detailReadAt = 0;
let fleetReadAt = 0;
/** @type {number | null} the time that the detail shows */
let detailOf = null;
/** @type {string} content of the timeline when it was last drawn */
let timelineOf = '';
/** @type {HTMLElement | null} */
let cameFrom = null;

const board = new Board((id) => { location.hash = `#/c/${encodeURIComponent(id)}`; });
const live = follow(draw);
const machine = new TimeMachine(live, () => route());
const saved = new SavedFilters(setFilter);

/** What is shown: the present, or an earlier time that the stream does not change. */
let known = live;

/** The time of what is shown. */
const time = () => (moment.at === null ? Date.now() + live.skew : machine.then.at);

/** Names the customer to whom the page is limited, who answers no alerts. @param {Record<string, string>} scope */
function showScope(scope) {
  const names = Object.values(scope).join(', ');
  const text = names ? `· ${names}` : '';
  if (at('scope').textContent === text) return;
  at('scope').textContent = text;
  document.body.classList.toggle('of-customer', names !== '');
  if (view === 'report') route(); // its head names the customer, too
}

function draw() {
  const isPast = moment.at !== null;
  known = isPast ? machine.then : live;
  const now = time();
  const stale = new Set([...known.targets.values()].filter((it) => (isPast ? it.stale : isStale(it))).map((it) => it.target));
  machine.draw();
  const all = isPast ? [...known.connections.values()] : [...known.connections.values()].map((it) =>
    stale.has(`${it.account}/${it.region}`) && !it.stale ? { ...it, state: 'UNKNOWN', reason: 'NOT_SEEN', stale: true, facets: unknownFacets(it.facets), tunnels: it.tunnels.map((/** @type {any} */ one) => ({ ...one, facets: unknownFacets(one.facets) })) } : it);
  if (isWall) {
    drawWall(all.filter(matches), known, stale, now, standing(known, stale));
    return;
  }
  if (isPast) showTrustThen(stale);
  else showTrust(known, stale);
  at('notice').textContent = known.notice;
  at('notice').hidden = !known.notice;
  showScope(known.scope ?? {});
  const found = all.filter(matches);
  counts(found, all.length);
  /** @type {HTMLAnchorElement} */ (at('wall-link')).href = addressWith({ ...filter, at: null, wall: '1' }, '');
  groupChoices(all);
  drawAlerts(known, now);
  const shown = found.filter((it) => !filter.state || it.state === filter.state);
  board.show(shown, known, groupSelect.value, now);
  at('empty').textContent = isPast && machine.then.error ? t('failed', machine.then.error) : known.read ? t(all.length ? 'nobody' : isPast ? 'nothingKnown' : 'firstScan') : t('loading');
  at('empty').hidden = shown.length > 0;
  if (view === 'timeline') drawTimeline(shown, now);
  if (view === 'fleet' && now - fleetReadAt > FLEET_EVERY_MS && !document.hidden) refreshFleet();
  if (view === 'answers') drawAnswers(at('view-answers'), known.answers, known.alerts, now);
  const isDue = detailOf !== moment.at || (!isPast && now - detailReadAt > DETAIL_EVERY_MS);
  if (openConnection && isDue && !document.hidden) refreshDetail();
}

/** @param {Record<string, any>} facets */
const unknownFacets = (facets) => Object.fromEntries(Object.entries(facets).map(([kind, it]) => [kind, it.state === 'NOT_CONFIGURED' ? it : { ...it, state: 'UNKNOWN', reason: 'NOT_SEEN' }]));

/** @param {any[]} found @param {number} total */
function counts(found, total) {
  const made = [['', t('all'), found.length], ...STATES_SHOWN.map((state) => [state, t(state), found.filter((it) => it.state === state).length])];
  if (at('counts').childElementCount !== made.length) {
    at('counts').replaceChildren(...made.map(([state]) => {
      const button = element('button', 'count', [], { type: 'button' });
      button.addEventListener('click', () => { setFilter({ ...filter, state: filter.state === state ? '' : String(state) }); });
      return button;
    }));
  }
  made.forEach(([state, name, count], i) => {
    const button = /** @type {HTMLElement} */ (at('counts').children[i]);
    button.className = `count ${count && state ? state : ''}`;
    button.setAttribute('aria-pressed', String(filter.state === state));
    const text = `${count}${state ? shape(String(state)) : ''}${name}`;
    if (button.dataset.text === text) return;
    button.dataset.text = text;
    button.replaceChildren(element('b', '', String(count)), element('span', '', [state ? element('span', 'shape', shape(String(state)), { 'aria-hidden': 'true' }) : '', String(name)]));
  });
  const down = found.filter((it) => it.state === 'DOWN').length;
  document.title = moment.at !== null ? `${timeText(moment.at)} · Tunnelwatch` : down ? `(${down} ▼) Tunnelwatch` : total ? 'Tunnelwatch ●' : 'Tunnelwatch';
}

/** The names of tags that a reader can group by. @param {any[]} all */
const tagsOf = (all) => [...new Set(all.flatMap((it) => Object.keys(it.tags)))].sort().slice(0, MOST_TAGS);

/** @param {any[]} all */
function groupChoices(all) {
  const keys = tagsOf(all);
  const options = [['', t('none')], ['gateway', t('gateway')], ['customerGateway', t('customerGateway')], ['region', t('region')], ...keys.map((key) => [`tag:${key}`, `${t('tag')} ${key}`])];
  const look = JSON.stringify(options);
  if (groupSelect.dataset.look === look) return;
  groupSelect.dataset.look = look;
  groupSelect.replaceChildren(...options.map(([value, name]) => element('option', '', name.length > LONGEST_CHOICE ? `${name.slice(0, LONGEST_CHOICE)}…` : name, { value })));
  showGroup();
}

/** A grouping that the address names is applied as soon as some connection has its tag. */
function showGroup() {
  groupSelect.value = filter.group;
  if (groupSelect.selectedIndex < 0) groupSelect.value = '';
}

/** @param {import('./filters.js').Filter} to */
function setFilter({ q, state, group }) {
  Object.assign(filter, { q, state, group });
  writeFilter();
  showFilter();
}

function showFilter() {
  if (search.value !== filter.q) search.value = filter.q;
  showGroup();
  draw();
}

/** @param {any[]} shown @param {number} now */
function drawTimeline(shown, now) {
  const sorted = [...shown].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || a.name.localeCompare(b.name));
  const look = JSON.stringify([sorted.slice(0, 100).map((it) => [it.id, it.state]), sorted.length, Math.floor(now / 30000), preferences]);
  if (look === timelineOf) return;
  timelineOf = look;
  timeline(at('view-timeline'), sorted, now).catch((error) => at('view-timeline').replaceChildren(element('p', 'quiet', t('failed', error.message))));
}

function refreshFleet() {
  fleetReadAt = Date.now() + live.skew;
  const into = at('view-fleet');
  fleet(into, tagsOf([...live.connections.values()]), filter.group, (group) => { setFilter({ ...filter, group }); refreshFleet(); })
    .catch((error) => into.replaceChildren(element('p', 'quiet', t('failed', error.message))));
}

function refreshDetail() {
  detailReadAt = Date.now() + live.skew;
  detailOf = moment.at;
  detail(at('detail'), openConnection, moment.at ?? detailReadAt, close);
}

function close() {
  location.hash = `#/${view}`;
}

function route() {
  const [, kind = 'board', rest = ''] = location.hash.split('/');
  const before = openConnection;
  openConnection = kind === 'c' ? decodeURIComponent(rest) : '';
  if (VIEWS.includes(kind)) view = kind;
  if (moment.at !== null && !VIEWS_OF_THE_PAST.includes(view)) view = 'board';
  for (const it of VIEWS) at(`view-${it}`).hidden = it !== view;
  document.querySelectorAll('#views a').forEach((it) => {
    const link = /** @type {HTMLElement} */ (it);
    link.hidden = moment.at !== null && !VIEWS_OF_THE_PAST.includes(link.dataset.view ?? '');
    if (link.dataset.view === view) it.setAttribute('aria-current', 'page');
    else it.removeAttribute('aria-current');
  });
  document.body.dataset.view = view;
  at('alert-panel').hidden = view === 'report' || view === 'fleet';
  at('tools').hidden = at('alert-panel').hidden || view === 'answers';
  at('moment').hidden = at('tools').hidden;
  document.body.classList.toggle('has-detail', !!openConnection);
  at('detail').hidden = !openConnection;
  if (openConnection && openConnection !== before) {
    if (!before) cameFrom = /** @type {HTMLElement} */ (document.activeElement);
    board.cursor = openConnection;
    refreshDetail();
    at('detail').focus({ preventScroll: true });
  }
  if (!openConnection && before) {
    at('detail').dataset.id = '';
  }
  timelineOf = '';
  if (view === 'fleet' && !openConnection && !before) refreshFleet();
  if (view === 'report') report(at('view-report'), kind === 'report' ? rest : '', Object.values(known.scope ?? {}).join(', ')).catch((error) => at('view-report').replaceChildren(element('p', 'quiet', t('failed', error.message))));
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
  at('density').textContent = t('compact');
  at('density').setAttribute('aria-pressed', String(preferences.isCompact));
  document.body.classList.toggle('is-compact', preferences.isCompact);
  at('keys').textContent = t('keys');
  at('counts').replaceChildren();
  saved.draw();
  groupSelect.dataset.look = '';
  at('detail').dataset.id = '';
  board.heads();
  storePreferences();
  route();
  if (openConnection) refreshDetail();
}

at('zone').addEventListener('click', () => { preferences.utc = !preferences.utc; applyPreferences(); });
at('density').addEventListener('click', () => { preferences.isCompact = !preferences.isCompact; applyPreferences(); });
at('language').addEventListener('click', () => { preferences.language = preferences.language === 'zh' ? 'en' : 'zh'; applyPreferences(); });
search.addEventListener('input', () => setFilter({ ...filter, q: search.value }));
groupSelect.addEventListener('change', () => setFilter({ ...filter, group: groupSelect.value }));
addEventListener('popstate', () => { readFilter(); showFilter(); });
addEventListener('hashchange', route);
listenForAnswers(live);
listenForCopies();

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWall) return;
  // An open dialog has the keyboard to itself.
  if (document.querySelector('dialog[open]')) return;
  const typing = event.target instanceof HTMLSelectElement || (event.target instanceof HTMLInputElement && event.target.type !== 'range');
  if (event.key === 'Escape') {
    if (event.target === search && search.value) setFilter({ ...filter, q: '' });
    else if (openConnection) close();
    else if (filter.state) setFilter({ ...filter, state: '' });
    else /** @type {HTMLElement} */ (document.activeElement)?.blur();
  } else if (typing) {
    if (event.target === search && (event.key === 'Enter' || event.key === 'ArrowDown')) { search.blur(); board.move(0); event.preventDefault(); }
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

// A view may be named in the query as well, for links that can have no hash.
const named = new URLSearchParams(location.search).get('view') ?? '';
if (!location.hash && VIEWS.includes(named)) history.replaceState(null, '', addressWith({ view: null }, `#/${named}`));

readFilter();
search.value = filter.q;
at('wall').hidden = !isWall;
document.body.classList.toggle('is-wall', isWall);
applyPreferences();
if (!isWall) machine.follow(); // a wall shows the present only
