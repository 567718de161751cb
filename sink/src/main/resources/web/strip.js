// Strips: states over time, drawn from left to right.
import { drawing } from './elements.js';
import { durationText, timeText } from './format.js';
import { stateOf, t } from './texts.js';

/** @typedef {[string, number]} Step a state, and the second at which it begins */

/** The states with their ends; the last one lasts. @param {Step[]} steps @param {number} to */
export const spans = (steps, to) => steps.map(([state, begin], i) => ({ state, begin, end: steps[i + 1]?.[1] ?? to, isOver: i + 1 < steps.length }));

/**
 * Draws a strip of states; time not seen is hatched, time without the connection is blank.
 *
 * @param {Step[]} steps @param {number} from @param {number} to seconds @param {number} width @param {number} height
 * @param {string} label
 */
export function strip(steps, from, to, width, height, label) {
  const x = (/** @type {number} */ second) => Math.round(((Math.min(Math.max(second, from), to) - from) / (to - from)) * width * 10) / 10;
  const parts = spans(steps, to).map(({ state, begin, end }) => ({ state: stateOf(state), left: x(begin), right: x(end), begin, end })).filter((it) => it.end > from);
  // Outages shorter than a pixel matter most: they are drawn last, and wide enough to see.
  const rank = { UP: 0, NOT_CONFIGURED: 0, UNKNOWN: 1, DEGRADED: 2, DOWN: 3 };
  parts.sort((a, b) => rank[a.state] - rank[b.state]);
  const drawn = parts.map((it) => {
    const low = it.state === 'UP' || it.state === 'NOT_CONFIGURED';
    return drawing('rect', {
      class: `part ${it.state}`, x: Math.min(it.left, width - 2), y: low ? height * 0.3 : 0, width: Math.max(it.state === 'UP' ? 0.5 : 2, it.right - it.left), height: low ? height * 0.4 : height,
    }, [drawing('title', {}, [`${t(it.state)} · ${durationText(it.end - it.begin)} · ${timeText(it.begin * 1000)}`])]);
  });
  return drawing('svg', { class: 'strip', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, drawn);
}

/** The strip in words, for screen readers. @param {Step[]} steps @param {number} to */
export function stripText(steps, to) {
  const down = spans(steps, to).filter((it) => it.state === 'DOWN');
  const downFor = down.reduce((sum, it) => sum + it.end - it.begin, 0);
  return down.length ? `${t('DOWN')} ×${down.length}, ${durationText(downFor)}` : t(steps.at(-1)?.[0] ?? 'UNKNOWN');
}

/** Spans at which a timeline opens, the usual one first. */
export const OPENING = [86400, 604800, 2592000];

/** Whether a second can be told from the end of a span. @param {number} span @param {number} to */
export const isSeenIn = (span, to) => (/** @type {number} */ at) => at > to - span && at < to - span / 100;

/** The shortest span in which an event is seen; the usual one if none is. @param {number[]} events seconds @param {number} to */
export const spanWith = (events, to) => OPENING.find((span) => events.some(isSeenIn(span, to))) ?? OPENING[0];

/** At most so many round times between two times. @param {number} from @param {number} to @param {number} most */
export function ticks(from, to, most) {
  const lengths = [60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000];
  const length = lengths.find((it) => (to - from) / it <= most) ?? 2592000;
  const all = [];
  for (let at = Math.ceil(from / length) * length; at <= to; at += length) all.push(at);
  return all;
}

/**
 * An open interval of a target that is out of sight is known only up to its last scan.
 *
 * @param {any[]} intervals @param {number} knownUntil @param {number} to @returns {Step[]}
 */
export function stepsOf(intervals, knownUntil, to) {
  /** @type {Step[]} */
  const steps = intervals.map((it) => [it.state, Date.parse(it.from) / 1000]);
  const last = intervals.at(-1);
  if (last && last.to === null && knownUntil < to - 1) steps.push(['UNKNOWN', knownUntil]);
  return steps;
}
