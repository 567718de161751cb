// Swimlanes: the states of all connections over an hour or over a season, side by side.
import { patchChildren } from './patch.js';
import { ask } from './feed.js';
import { moment } from './past.js';
import { drawing, element } from './elements.js';
import { timeText } from './format.js';
import { facetName, preferences, t } from './texts.js';
import { isSeenIn, OPENING, stepsOf, strip, ticks, stripText } from './strip.js';

/** @type {[string, number][]} */
export const ZOOMS = [['1 h', 3600], ['6 h', 21600], ['24 h', 86400], ['7 d', 604800], ['30 d', 2592000], ['90 d', 7776000]];
const MOST_LANES = 80;
const WIDTH = 1000;

/** @param {number} chosen @param {(seconds: number) => void} choose */
export function zoomBar(chosen, choose) {
  return element('div', 'zoom', ZOOMS.map(([name, seconds]) => {
    const button = element('button', '', name, { type: 'button', 'aria-pressed': String(seconds === chosen) });
    button.addEventListener('click', () => choose(seconds));
    return button;
  }), { role: 'group', 'aria-label': t('window') });
}

/** @param {number} from @param {number} to */
export function axis(from, to) {
  const long = to - from > 172800;
  const format = new Intl.DateTimeFormat(preferences.language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(long ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit', hour12: false }), timeZone: preferences.utc ? 'UTC' : undefined,
  });
  return element('div', 'lane axis', [element('span', 'who', ''), element('div', 'track', ticks(from, to, 8).map((at) => {
    const mark = element('span', 'tick', format.format(new Date(at * 1000)));
    mark.style.left = `${((at - from) / (to - from)) * 100}%`;
    return mark;
  }))]);
}

/** @param {Node | string} who @param {[string, number][]} steps @param {number[]} marks @param {number} from @param {number} to */
export function lane(who, steps, marks, from, to) {
  const picture = strip(steps, from, to, WIDTH, 18, stripText(steps, to));
  for (const at of marks) {
    if (at >= from) {
      const x = ((at - from) / (to - from)) * WIDTH;
      picture.append(drawing('rect', { class: 'mark', x: x - 1, y: 0, width: 2.4, height: 18 }, [drawing('title', {}, [`${t('configurationMark')} · ${timeText(at * 1000)}`])]));
    }
  }
  return element('div', 'lane', [element('span', 'who', who, { dir: 'auto' }), element('div', 'track', /** @type {any} */ (picture))], { 'data-key': typeof who === 'string' ? who : /** @type {Element} */ (who).getAttribute('href') ?? '' });
}

/** The span in seconds; 0 until somebody chooses one, or there is something to choose by. */
let zoom = 0;
let lastRequest = 0;

/** @param {number} from @param {number} to */
const strips = (from, to) => ask(`strips?from=${new Date(from * 1000).toISOString()}&to=${new Date(to * 1000).toISOString()}`);

/** The seconds at which a state or a configuration changes. @param {any} answer @returns {number[]} */
const eventsOf = (answer) => [...Object.values(answer.strips).flatMap((/** @type {any} */ steps) => steps.slice(1).map((/** @type {any} */ it) => it[1])), ...Object.values(answer.changes).flat()];

/**
 * A span in which there is something to see. One that is longer than all that is known would be empty but for its end.
 *
 * @param {number} to
 * @param {(span: number) => Promise<any>} answerOf
 */
async function openingSpan(to, answerOf) {
  for (const span of OPENING) {
    const answer = await answerOf(span);
    const begins = Object.values(answer.strips).flatMap((/** @type {any} */ steps) => steps.slice(0, 1).map((/** @type {any} */ it) => it[1]));
    if (!begins.length) return 0;
    const known = to - Math.min(...begins);
    if (known < OPENING[0] - 1) return ZOOMS.find(([, seconds]) => seconds >= known)?.[1] ?? OPENING[0];
    if (eventsOf(answer).some(isSeenIn(span, to))) return span;
  }
  return OPENING[0];
}

/** Repeats the last request. */
let again = () => {};

/** @param {HTMLElement} into @param {any[]} list worst first @param {number} now */
export async function timeline(into, list, now) {
  const request = ++lastRequest;
  again = () => { timeline(into, list, now); };
  const to = now / 1000;
  if (!into.hasChildNodes()) into.replaceChildren(element('p', 'quiet', t('loading')));
  const answers = new Map();
  const answerOf = async (/** @type {number} */ span) => {
    if (!answers.has(span)) answers.set(span, await strips(to - span, to));
    return answers.get(span);
  };
  if (!zoom) {
    const found = await openingSpan(to, answerOf);
    zoom ||= found; // somebody may have chosen one meanwhile
  }
  const span = zoom || OPENING[0];
  const from = to - span;
  const answer = await answerOf(span);
  if (request !== lastRequest) return;
  const shown = list.slice(0, MOST_LANES);
  patchChildren(into, [
    element('div', 'bar', [zoomBar(span, (seconds) => { zoom = seconds; again(); }), legend()]),
    axis(from, to),
    ...shown.map((it) => lane(element('a', '', it.name || it.id, { href: `#/c/${encodeURIComponent(it.id)}`, title: it.id }), answer.strips[it.id] ?? [], answer.changes[it.id] ?? [], from, to)),
    list.length > MOST_LANES ? element('p', 'quiet', t('more', list.length - MOST_LANES)) : '',
  ]);
}

export const legend = () => element('div', 'legend', [
  ...['UP', 'DEGRADED', 'DOWN', 'UNKNOWN'].map((state) => element('span', '', [swatch(state), t(state)])),
  element('span', '', [swatch('mark'), t('configurationMark')]),
]);

/** @param {string} state */
export const swatch = (state) => /** @type {any} */ (drawing('svg', { class: 'swatch', viewBox: '0 0 14 10', 'aria-hidden': 'true' }, [
  drawing('rect', state === 'mark' ? { class: 'mark', x: 6, y: 0, width: 2.4, height: 10 } : { class: `part ${state}`, x: 0, y: state === 'UP' ? 3 : 0, width: 14, height: state === 'UP' ? 4 : 10 }),
]));

/** The lanes of one connection: each facet of it and of its tunnels. @param {any} connection @param {number} seconds @param {number} now */
export async function lanesOf(connection, seconds, now) {
  const to = now / 1000;
  const from = to - seconds;
  const entities = [[connection.id, ''], ...connection.tunnels.map((/** @type {any} */ it, /** @type {number} */ i) => [it.id, `${t('tunnel')} ${i + 1}`])];
  const marks = connection.changes.filter((/** @type {any} */ it) => it.kind === 'CONFIGURATION_CHANGED').map((/** @type {any} */ it) => Date.parse(it.at) / 1000);
  const lanes = await Promise.all(entities.map(async ([id, label]) => {
    const answer = await ask(`intervals?entity=${encodeURIComponent(id)}&from=${new Date(from * 1000).toISOString()}${moment.at === null ? '' : `&to=${new Date(to * 1000).toISOString()}`}`).catch(() => ({ intervals: [], knownUntil: new Date(to * 1000).toISOString() }));
    const kinds = [...new Set(answer.intervals.map((/** @type {any} */ it) => it.facet))].sort((a, b) => Number(b === 'SERVICE') - Number(a === 'SERVICE'));
    return kinds.map((kind) => {
      const intervals = answer.intervals.filter((/** @type {any} */ it) => it.facet === kind);
      if (intervals.every((/** @type {any} */ it) => it.state === 'NOT_CONFIGURED')) return null;
      return lane(`${label && `${label} · `}${facetName(String(kind))}`, stepsOf(intervals, Date.parse(answer.knownUntil) / 1000, to), marks, from, to);
    });
  }));
  return [axis(from, to), ...lanes.flat().filter((it) => it !== null)];
}

