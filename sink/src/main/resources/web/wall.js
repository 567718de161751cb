// Wall mode: the page for a screen on the wall, at ?wall=1. It shows little, and large. It must never be taken for the present
// when it is not: without news it turns grey all over, and says since when.
import { patchChildren } from './patch.js';
import { at, element, stateMark } from './elements.js';
import { ageSeconds } from './feed.js';
import { durationText, timeText, withTimes } from './format.js';
import { addressWith } from './filters.js';
import { preferences, reasonText, shape, STATES_SHOWN, t, WORST_FIRST } from './texts.js';

const MOST_CONNECTIONS = 10;
const MOST_ALERTS = 6;

export const isWall = new URLSearchParams(location.search).get('wall') === '1';

/** Keeps the screen awake. A browser takes the lock away with each tab that is hidden, and gives none to a page that is not encrypted. */
class Awake {
  constructor() {
    this.isHeld = false;
    document.addEventListener('visibilitychange', () => this.hold());
    this.hold();
  }

  async hold() {
    if (document.hidden || this.isHeld) return;
    try {
      const lock = await navigator.wakeLock.request('screen');
      this.isHeld = true;
      lock.addEventListener('release', () => { this.isHeld = false; });
    } catch {
      this.isHeld = false;
    }
  }
}

const awake = isWall ? new Awake() : null;

/** @param {number} when */
const clock = (when) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone: preferences.utc ? 'UTC' : undefined }).format(new Date(when));

/** The time up to which the picture is complete: the oldest of the latest scans. @param {import('./feed.js').Known} known @param {Set<string>} stale @param {number} now */
function dataTime(known, stale, now) {
  const ages = [...known.targets.values()].filter((it) => it.lastComplete && !stale.has(it.target)).map(ageSeconds);
  return ages.length ? now - Math.max(...ages) * 1000 : null;
}

/**
 * Draws the wall.
 *
 * @param {any[]} shown the connections that the filter lets through @param {import('./feed.js').Known} known
 * @param {Set<string>} stale @param {number} now @param {{isFrozen: boolean, text: string, since: number | null}} standing
 */
export function drawWall(shown, known, stale, now, standing) {
  const isDead = standing.isFrozen || !known.read;
  document.body.classList.toggle('is-dead', isDead);
  const text = !known.read && !standing.isFrozen ? t('loading') : standing.text;
  const dead = isDead ? [element('strong', '', t('outOfDate')), element('p', '', text), ...(standing.since ? [element('p', '', t('sinceTime', timeText(standing.since)))] : [])] : [];
  patchChildren(at('wall-dead'), dead);
  at('wall-dead').hidden = !isDead;
  patchChildren(at('wall-clock'), clockOf(known, stale, now));
  patchChildren(at('wall-counts'), STATES_SHOWN.map((state) => {
    const count = shown.filter((it) => it.state === state).length;
    return element('div', `wall-count ${count ? state : ''}`, [element('b', '', String(count)), element('span', '', `${shape(state)} ${t(state)}`)]);
  }));
  patchChildren(at('wall-worst'), worst(shown, now));
  patchChildren(at('wall-alerts'), alerts(known, now));
  /** @type {HTMLAnchorElement} */ (at('wall-leave')).href = addressWith({ wall: null }, '#/board');
}

/** @param {import('./feed.js').Known} known @param {Set<string>} stale @param {number} now */
function clockOf(known, stale, now) {
  const time = dataTime(known, stale, now);
  return [
    element('b', '', time === null ? '–' : clock(time)),
    element('span', '', time === null ? t('neverSeen') : t('seenAgo', durationText(Math.max(1, (now - time) / 1000)))),
    ...(stale.size ? [element('span', 'pill stale', `⚠ ${t('unseen', [...stale].slice(0, 3).join(', '))}`)] : []),
    ...(awake && !awake.isHeld ? [element('span', 'quiet', t('maySleep'))] : []),
  ];
}

/** @param {any[]} shown @param {number} now */
function worst(shown, now) {
  const rank = (/** @type {any} */ it) => WORST_FIRST.indexOf(it.state);
  const bad = shown.filter((it) => it.state !== 'UP' && it.state !== 'NOT_CONFIGURED').sort((a, b) => rank(a) - rank(b) || (b.since ?? '').localeCompare(a.since ?? ''));
  const rows = bad.slice(0, MOST_CONNECTIONS).map((it) => element('li', '', [
    stateMark(it.state), element('span', 'wall-name', it.name || it.id, { dir: 'auto' }), element('span', 'quiet', reasonText(it.reason)),
    element('span', 'wall-since', it.since === null ? '–' : durationText((now - Date.parse(it.since)) / 1000)),
  ], { 'data-key': it.id }));
  if (bad.length > MOST_CONNECTIONS) rows.push(element('li', 'quiet', t('moreTroubles', bad.length - MOST_CONNECTIONS)));
  return rows.length ? rows : [element('li', 'quiet', t('allWell'))];
}

/** @param {import('./feed.js').Known} known @param {number} now */
function alerts(known, now) {
  const active = [...known.alerts.values()].filter((it) => it.active && !it.inhibitedBy)
    .sort((a, b) => Number(b.severity === 'CRITICAL') - Number(a.severity === 'CRITICAL') || b.firedAt.localeCompare(a.firedAt));
  const rows = active.slice(0, MOST_ALERTS).map((it) => element('li', it.severity, [
    element('div', 'head', [element('span', 'rule', `${it.severity === 'CRITICAL' ? '▲' : '△'} ${it.rule}`), element('span', '', t('ago', durationText((now - Date.parse(it.firedAt)) / 1000)))]),
    element('p', '', withTimes(it.summary || it.entity), { dir: 'auto' }),
  ], { 'data-key': it.fingerprint }));
  if (active.length > MOST_ALERTS) rows.push(element('li', 'quiet', t('moreTroubles', active.length - MOST_ALERTS)));
  return rows.length ? rows : [element('li', 'quiet', t('calm'))];
}
