// Availability by day: bars hang from the line of 100 %, so that their length is what was lost.
import { drawing, element, wide } from './elements.js';
import { durationText, percent } from './format.js';
import { swatch } from './timeline.js';
import { preferences, t } from './texts.js';

/** The reader's time zone, by its name. */
export const zoneOf = () => (preferences.utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone);

/** The lost shares that fill the height of the plot: the smallest one in which the worst day fits. */
const SCALES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const WIDTH = 1000;
const HEIGHT = 100;

/** The line of 100 %, which stands for the time that was up. */
const TOP = 4;
const LANE = 10;

/** What was lost for a minute must be seen, too. */
const LEAST = 1.5;

/** @typedef {{from: string, to: string, connections: number} & Record<string, any>} Day */

/** @param {Day} it */
const known = (it) => it.upSeconds + it.degradedSeconds + it.downSeconds;

/** Whether a share can be told: a day without observations has none, and a day in which everything was switched off neither. @param {Day} it */
const isKnown = (it) => it.availability !== null;

/** @param {Day} it */
const length = (it) => (Date.parse(it.to) - Date.parse(it.from)) / 1000;

/** The share of the connections' time in this day. @param {Day} it @param {number} seconds */
const shareOf = (it, seconds) => (it.connections ? Math.min(1, seconds / (it.connections * length(it))) : 0);

/** @param {Day} it */
function dayText(it) {
  return new Intl.DateTimeFormat(preferences.language === 'zh' ? 'zh-CN' : 'en-GB', { day: 'numeric', month: 'short', timeZone: zoneOf() }).format(new Date(it.from));
}

/** Everything about one day, for a tooltip. @param {Day} it */
function wholeText(it) {
  if (!isKnown(it)) return `${dayText(it)} · ${t('UNKNOWN')}`;
  return [dayText(it), `${t('availability')} ${percent(it.availability)}`, `${t('outsidePlanned')} ${percent(it.availabilityOutsidePlanned)}`, `${t('down')} ${durationText(it.downSeconds)}`, `${t('degraded')} ${durationText(it.degradedSeconds)}`,
    `${t('planned')} ${durationText(it.plannedSeconds)}`, `${t('coverage')} ${percent(it.coverage)}`].join(' · ');
}

/** The plot in words. @param {Day[]} days */
function summary(days) {
  const told = days.filter(isKnown).sort((a, b) => a.availability - b.availability);
  const unknown = days.length - told.length;
  return [t('fleetDays'), told.length ? t('worstDay', dayText(told[0]), percent(told[0].availability)) : '', unknown ? t('unknownDays', unknown) : ''].filter(Boolean).join(' · ');
}

/** The lost shares of a day, from the line down: what is planned stands apart, at the end. @param {Day} it @returns {[string, number][]} */
const lost = (it) => [
  ['DOWN', (it.downSeconds - it.plannedDownSeconds) / known(it)],
  ['DEGRADED', (it.degradedSeconds - it.plannedDegradedSeconds) / known(it)],
  ['planned', (it.plannedDownSeconds + it.plannedDegradedSeconds) / known(it)],
];

/** @param {Day} day @param {number} x @param {number} width @param {number} scale */
function column(day, x, width, scale) {
  if (!isKnown(day)) return [drawing('rect', { class: 'part UNKNOWN', x, y: 0, width, height: HEIGHT })];
  const parts = [drawing('rect', { class: 'part UP', x, y: 0, width, height: TOP })];
  let y = TOP;
  for (const [kind, share] of lost(day)) {
    if (share <= 0) continue;
    const height = Math.min(HEIGHT - y, Math.max(LEAST, (share / scale) * (HEIGHT - TOP)));
    parts.push(drawing('rect', { class: `part ${kind}`, x, y, width, height }));
    y += height;
  }
  return parts;
}

/** @param {Day[]} days @param {(day: Day, x: number, width: number) => (string | Node)[]} draw @returns {Node[]} */
function columns(days, draw) {
  const step = WIDTH / days.length;
  return days.map((day, i) => drawing('g', {}, [
    ...draw(day, i * step + step * 0.14, step * 0.72),
    drawing('rect', { class: 'catch', x: i * step, y: 0, width: step, height: HEIGHT }),
    drawing('title', {}, [wholeText(day)]),
  ]));
}

/** @param {string} name @param {number} height @param {Record<string, string>} more @param {Node[]} content */
const picture = (name, height, more, content) => /** @type {any} */ (drawing('svg', { class: name, viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: 'none', ...more }, content));

/** A lane under the plot: shares of the day, from the bottom up. @param {string} label @param {Day[]} days @param {string} kind @param {(it: Day) => number} share */
const lane = (label, days, kind, share) => [
  element('span', 'who', label),
  picture('lane-of-days', LANE, { 'aria-hidden': 'true' }, columns(days, (it, x, width) => {
    const height = share(it) > 0 ? Math.max(LEAST, share(it) * LANE) : 0;
    return [
      ...(kind === 'seen' ? [drawing('rect', { class: 'part UNKNOWN', x, y: 0, width, height: LANE })] : []),
      drawing('rect', { class: `part ${kind}`, x, y: LANE - height, width, height }),
    ];
  })),
];

/** @param {Day[]} days */
function dates(days) {
  return element('div', 'track axis', days.map((day, i) => {
    if ((days.length - 1 - i) % 5) return '';
    const mark = element('span', 'tick', dayText(day));
    mark.style.left = `${((i + 0.5) / days.length) * 100}%`;
    return mark;
  }));
}

/** @param {number} share */
const round = (share) => `${Number((share * 100).toFixed(2))} %`;

/** The plot, its legend, and the same days as a table. @param {Day[]} days */
export function daysPlot(days) {
  const most = Math.max(0, ...days.filter(isKnown).map((it) => lost(it).reduce((sum, [, share]) => sum + share, 0)));
  const scale = SCALES.find((it) => most <= it) ?? 1;
  return [
    element('div', 'legend', [...[['UP', 'UP'], ['DOWN', 'DOWN'], ['DEGRADED', 'DEGRADED'], ['planned', 'planned'], ['UNKNOWN', 'UNKNOWN']].map(([kind, name]) => element('span', '', [swatch(kind), t(name)]))]),
    element('div', 'days', [
      element('div', 'scale', [1, 1 - scale / 2, 1 - scale].map((share) => element('span', '', round(share)))),
      picture('plot', HEIGHT, { role: 'img', 'aria-label': summary(days) }, [
        drawing('line', { class: 'rule', x1: 0, x2: WIDTH, y1: (HEIGHT + TOP) / 2, y2: (HEIGHT + TOP) / 2 }),
        ...columns(days, (day, x, width) => column(day, x, width, scale)),
      ]),
      ...lane(t('planned'), days, 'planned', (it) => shareOf(it, it.plannedSeconds)),
      ...lane(t('knownTime'), days, 'seen', (it) => (it.connections ? it.coverage : 0)),
      element('span', ''), dates(days),
    ]),
    element('p', 'quiet', t('fleetNote')),
    element('details', '', [element('summary', '', t('asTable')), table(days)]),
  ];
}

/** @param {Day[]} days */
const table = (days) => wide(t('fleetDays'), element('table', 'plain figures', [
  element('thead', '', element('tr', '', ['oneDay', 'availability', 'outsidePlanned', 'coverage', 'down', 'degraded', 'planned', 'connections'].map((name) => element('th', '', t(name), { scope: 'col' })))),
  element('tbody', '', [...days].reverse().map((it) => element('tr', '', [
    element('th', '', dayText(it), { scope: 'row' }),
    ...(isKnown(it)
      ? [percent(it.availability), percent(it.availabilityOutsidePlanned), percent(it.coverage), durationText(it.downSeconds), durationText(it.degradedSeconds), it.plannedSeconds ? durationText(it.plannedSeconds) : '–', String(it.connections)]
      : [t('UNKNOWN'), '–', '–', '–', '–', it.plannedSeconds ? durationText(it.plannedSeconds) : '–', String(it.connections)]
    ).map((value) => element('td', 'number', value)),
  ], { 'data-key': it.from }))),
]));
