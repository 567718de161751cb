// The time machine: the page as it was at an earlier time. The address holds the time as ?at=TIME, so that a link leads there.
import { patchChildren } from './patch.js';
import { ask, askConnections } from './feed.js';
import { at as find, element } from './elements.js';
import { addressWith } from './filters.js';
import { timeText } from './format.js';
import { t } from './texts.js';

const DAY_MS = 86400000;
const REACH_MS = 30 * DAY_MS;

/** Step of the slider. Its ends lie on whole steps, or its value would move with them. */
const STEP_MS = 60000;

/** While the slider moves, the page waits for it to stand still for so long. */
const STILL_MS = 200;

/** The time that the page shows, in milliseconds; null while it shows the present. @type {{at: number | null}} */
export const moment = { at: null };

/** @typedef {import('./feed.js').Known & {at: number, incomplete: any[], error: string}} Then */

/** RFC 3339, without the fraction of a whole second. @param {number} at */
const timeOf = (at) => new Date(at).toISOString().replace('.000Z', 'Z');

/** The address of the page at a time. @param {number | null} at */
const addressOf = (at) => addressWith({ at: at === null ? null : timeOf(at) });

/** Runs the bar, the slider and the address. */
export class TimeMachine {
  /** @param {import('./feed.js').Known} live @param {() => void} changed */
  constructor(live, changed) {
    this.live = live;
    this.changed = changed;
    this.slider = /** @type {HTMLInputElement} */ (find('moment-slider'));
    /** What cannot be read in the address. */
    this.unreadable = '';
    this.request = 0;
    this.waiting = 0;
    this.then = this.nothing(0);
    this.slider.addEventListener('input', () => this.slide(Number(this.slider.value)));
    document.querySelectorAll('#moment [data-move]').forEach((it) => it.addEventListener('click', () => this.slide((moment.at ?? this.now()) + Number(/** @type {HTMLElement} */ (it).dataset.move) * 1000)));
    find('moment-bar').addEventListener('click', (event) => { if (/** @type {HTMLElement} */ (event.target).closest('#back-to-now')) this.go(null); });
    addEventListener('popstate', () => this.follow());
  }

  now() {
    return Date.now() + this.live.skew;
  }

  /** The last whole step, at which the slider ends. */
  lastStep() {
    return Math.floor(this.now() / STEP_MS) * STEP_MS;
  }

  /** @param {number} at @returns {Then} */
  nothing(at) {
    return { ...this.live, connections: new Map(), alerts: new Map(), targets: new Map(), strips: {}, month: new Map(), troubles: [], read: false, at, incomplete: [], error: '' };
  }

  /** Goes to the time in the address. */
  follow() {
    const text = new URLSearchParams(location.search).get('at');
    const at = text === null ? null : Date.parse(text);
    const before = this.unreadable;
    this.unreadable = at !== null && Number.isNaN(at) ? String(text) : '';
    this.show(this.unreadable ? null : at);
    if (this.unreadable !== before) this.changed();
  }

  /** @param {number} at */
  slide(at) {
    this.go(at >= this.lastStep() ? null : at);
  }

  /** Shows a time, and puts it into the address: leaving the present is a step that the browser can take back. @param {number | null} at */
  go(at) {
    const isStep = (at === null) !== (moment.at === null);
    this.unreadable = '';
    this.show(at);
    clearTimeout(this.waiting);
    if (isStep) history.pushState(null, '', addressOf(at));
    else this.waiting = setTimeout(() => history.replaceState(null, '', addressOf(moment.at)), STILL_MS);
  }

  /** @param {number | null} at */
  show(at) {
    if (at === moment.at) return;
    if (at === null || moment.at === null) this.then = this.nothing(at ?? 0);
    moment.at = at;
    const request = ++this.request;
    document.querySelectorAll('dialog[open]').forEach((it) => /** @type {HTMLDialogElement} */ (it).close());
    if (at !== null) setTimeout(() => this.read(at, request), this.then.read ? STILL_MS : 0);
    this.changed();
  }

  /** @param {number} at @param {number} request */
  async read(at, request) {
    if (request !== this.request) return;
    const time = timeOf(at);
    const window = (/** @type {number} */ length) => `from=${timeOf(at - length)}&to=${time}`;
    try {
      const [connections, alerts, summary] = await Promise.all([askConnections(`?at=${time}&limit=10000`), ask(`alerts?status=all&at=${time}`), ask(`summary?at=${time}`)]);
      if (request !== this.request) return;
      this.then = {
        ...this.nothing(at),
        connections: new Map(connections.map((it) => [it.id, it])),
        alerts: new Map(alerts.alerts.map((/** @type {any} */ it) => [it.fingerprint, it])),
        targets: new Map(summary.targets.map((/** @type {any} */ it) => [it.target, it])),
        notice: summary.notice,
        scope: summary.scope,
        incomplete: alerts.incomplete,
        read: true,
      };
      this.changed();
      const [strips, month] = await Promise.all([ask(`strips?${window(DAY_MS)}`), ask(`availability?${window(REACH_MS)}`)]);
      if (request !== this.request) return;
      this.then = { ...this.then, strips: strips.strips, month: new Map(month.rows.map((/** @type {any} */ it) => [it.key, it])) };
    } catch (error) {
      if (request !== this.request) return;
      this.then = { ...(this.then.at === at ? this.then : this.nothing(at)), error: error instanceof Error ? error.message : String(error) };
    }
    this.changed();
  }

  /** Draws the bar and the slider. Called with each drawing of the page. */
  draw() {
    const isPast = moment.at !== null;
    this.then.answers = this.live.answers;
    document.body.classList.toggle('is-past', isPast);
    const last = this.lastStep();
    this.slider.min = String(last - REACH_MS);
    this.slider.max = String(last);
    this.slider.step = String(STEP_MS);
    this.slider.value = String(moment.at ?? last);
    const text = moment.at === null ? t('now') : timeText(moment.at);
    if (this.slider.getAttribute('aria-valuetext') !== text) this.slider.setAttribute('aria-valuetext', text);
    if (find('moment-time').textContent !== text) find('moment-time').textContent = text;
    find('moment-bar').hidden = !isPast && !this.unreadable;
    patchChildren(find('moment-bar'), this.bar());
  }

  bar() {
    if (this.unreadable) return [element('strong', '', t('badMoment', this.unreadable))];
    if (moment.at === null) return [];
    const { read, at, error, incomplete } = this.then;
    const isThere = read && at === moment.at;
    return [
      element('strong', '', isThere ? t('youSeePast', timeText(at)) : error ? t('failed', error) : t('readingPast', timeText(moment.at))),
      ...(isThere && error ? [element('span', '', t('failed', error))] : []),
      ...(isThere && incomplete.length ? [element('span', '', t(incomplete.some((it) => it.cause !== 'COMPACTED') ? 'recordsMissing' : 'alertsMissing'))] : []),
      element('button', 'answer', t('backToNow'), { type: 'button', id: 'back-to-now' }),
      element('a', '', t('momentLink'), { href: addressOf(moment.at), id: 'moment-link' }),
    ];
  }
}
