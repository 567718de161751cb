// The availability report, of a time until now or of a month: to read, to print, and to send as a link (#/report/2026-10).
import { patchChildren } from './patch.js';
import { ask } from './feed.js';
import { ZOOMS } from './timeline.js';
import { element, wide } from './elements.js';
import { durationText, momentOfMonth, monthText, percent, timeText } from './format.js';
import { spans } from './strip.js';
import { t } from './texts.js';

const BY = ['connection', 'tunnel', 'gateway', 'customerGateway', 'account', 'region', 'tag'];
let by = 'connection';
let seconds = 2592000;
let lastRequest = 0;
const MONTHS = 13;
const MOST_OUTAGES = 200;

/** @typedef {{from: Date, to: Date, month: string}} Span */

/** The month that the address names, as far as it has passed, or the time until now. @param {string} month @returns {Span} */
function span(month) {
  const now = new Date();
  const [year, number] = /^\d{4}-\d\d$/.test(month) ? month.split('-').map(Number) : [0, 0];
  const from = momentOfMonth(year, number - 1);
  if (!year || from >= now) return { from: new Date(now.getTime() - seconds * 1000), to: now, month: '' };
  const end = momentOfMonth(year, number);
  return { from, to: end < now ? end : now, month };
}

/** The latest months, this one first: 2026-11, … */
function months() {
  const now = new Date();
  return Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1)).toISOString().slice(0, 7));
}

/** @param {HTMLElement} into @param {string} named the month of the address, empty for none @param {string} scope the customer whose report it is */
export async function report(into, named, scope) {
  const request = ++lastRequest;
  const { from, to, month } = span(named);
  if (!into.hasChildNodes()) into.replaceChildren(element('p', 'quiet', t('loading')));
  const window = `from=${from.toISOString()}&to=${to.toISOString()}`;
  const [answer, strips] = await Promise.all([ask(`availability?by=${by}&${window}`), month && by === 'connection' ? ask(`strips?${window}`) : null]);
  if (request !== lastRequest) return;
  const again = () => report(into, named, scope);
  const rows = [...answer.rows].sort((a, b) => (a.availability ?? 2) - (b.availability ?? 2) || b.outages - a.outages);
  const flappers = [...answer.rows].filter((it) => it.outages).sort((a, b) => b.outages - a.outages).slice(0, 5);
  patchChildren(into, [
    element('div', 'bar', [
      choice(t('by'), BY.map((it) => [it, t(it)]), by, (value) => { by = value; again(); }),
      choice(t('window'), [...ZOOMS.slice(2).map(([name, length]) => [String(length), name]), ...months().map((it) => [it, monthText(it)])], month || String(seconds), (value) => {
        if (!value.includes('-')) seconds = Number(value);
        const hash = value.includes('-') ? `#/report/${value}` : '#/report';
        if (location.hash === hash) again();
        else location.hash = hash;
      }),
      printing(),
    ]),
    element('h2', '', month ? [t('monthlyReport'), ' · ', ...(scope ? [element('bdi', '', scope), ' · '] : []), monthText(month)] : t('availability')),
    element('p', 'quiet', `${timeText(answer.from)} – ${timeText(answer.to)}`),
    month ? totals(answer) : '',
    element('p', 'quiet', [t('formula'), t('formulaPlanned'), ...(answer.serviceSince ? [t('formulaService', timeText(answer.serviceSince))] : [])].join(' ')),
    flappers.length ? element('p', 'flappers', [`${t('topFlappers')}: `, ...flappers.flatMap((it, i) => [i ? ', ' : '', element('bdi', '', it.name || it.key), ` (${it.outages})`])]) : '',
    wide(t('availability'), element('table', 'plain figures', [
      element('thead', '', element('tr', '', ['key', 'connections', 'availability', 'outsidePlanned', 'coverage', 'down', 'planned', 'degraded', 'outages', 'flaps', 'repair', 'between', 'detect'].map((name) => element('th', '', t(name), { scope: 'col' })))),
      element('tbody', '', rows.map(row)),
    ])),
    strips ? outages(strips.strips, new Map(answer.rows.map((/** @type {any} */ it) => [it.key, it.name])), to) : '',
    answer.maintenance.length ? maintenance(answer.maintenance) : '',
  ]);
}

/** The month in some words, for one who reads no table. @param {any} answer */
function totals(answer) {
  const { all } = answer;
  return element('dl', 'totals', [
    [t('availability'), percent(all.availability)], [t('outsidePlanned'), percent(all.availabilityOutsidePlanned)], [t('coverage'), percent(all.coverage)],
    [t('outages'), String(all.outages)], [t('down'), durationText(all.downSeconds)], [t('planned'), durationText(all.plannedSeconds)],
  ].map(([name, value]) => element('div', '', [element('dt', '', name), element('dd', '', value)])));
}

/** Every time that a connection was down, the first one first. @param {Record<string, [string, number][]>} strips @param {Map<string, string>} names @param {Date} end */
function outages(strips, names, end) {
  const all = Object.entries(strips).flatMap(([id, steps]) => spans(steps, end.getTime() / 1000).filter((it) => it.state === 'DOWN').map((it) => ({ id, ...it })))
    .sort((a, b) => a.begin - b.begin || a.id.localeCompare(b.id));
  if (!all.length) return element('p', '', t('noOutages'));
  return element('section', 'outages', [
    element('h3', '', t('outagesOfMonth')),
    element('ol', 'plain', all.slice(0, MOST_OUTAGES).map((it) => element('li', '', [
      element('bdi', '', names.get(it.id) || it.id), ` · ${timeText(it.begin * 1000)} – ${it.isOver ? timeText(it.end * 1000) : '…'} · ${durationText(it.end - it.begin)}`,
    ]))),
    all.length > MOST_OUTAGES ? element('p', 'quiet', t('andMore', all.length - MOST_OUTAGES)) : '',
  ]);
}

/** @param {any} it */
function row(it) {
  const time = (/** @type {number | null} */ value) => (value === null ? '–' : durationText(value));
  const name = it.name && it.name !== it.key ? [element('b', '', it.name, { dir: 'auto' }), element('small', '', it.key)] : [element('b', '', it.key, { dir: 'auto' })];
  if (it.deleted) name.push(element('small', '', it.connections > 1 ? t('deletedOf', it.deleted) : t('deleted')));
  return element('tr', '', [
    element('td', 'name', by === 'connection' ? element('a', '', name, { href: `#/c/${encodeURIComponent(it.key)}` }) : name),
    ...[it.connections, percent(it.availability), percent(it.availabilityOutsidePlanned), percent(it.coverage), time(it.downSeconds), planned(it), time(it.degradedSeconds), it.outages, it.flaps, time(it.repairSeconds), time(it.betweenFailuresSeconds), time(it.detectSeconds)]
      .map((value) => element('td', 'number', String(value))),
  ], { 'data-key': it.key });
}

/** Planned time, with a mark if a part of it was entered only afterwards. @param {any} it */
const planned = (it) => (it.plannedSeconds ? durationText(it.plannedSeconds) + (it.plannedAfterwardsSeconds ? ` (${t('enteredAfterwards')})` : '') : '–');

/** @param {any[]} all */
function maintenance(all) {
  return element('ul', 'planned', all.map((it) => element('li', '', [
    element('b', '', t('MAINTENANCE')), ' ', ...(it.by ? [element('bdi', '', it.reason), ' · ', element('bdi', '', it.by)] : []),
    it.recurrence ? ` · ${it.recurrence.startTime} ${it.recurrence.zone}` : ` · ${timeText(it.from)} – ${timeText(it.endedAt ?? it.until)}`,
    it.afterwards ? ` · ${t('enteredAfterwards')}` : '',
  ], { 'data-key': it.id })));
}

/** @param {string} label @param {string[][]} options @param {string} chosen @param {(value: string) => void} choose */
export function choice(label, options, chosen, choose) {
  const select = /** @type {HTMLSelectElement} */ (element('select', '', options.map(([value, name]) => element('option', '', name, { value }))));
  select.value = chosen;
  select.addEventListener('change', () => choose(select.value));
  return element('label', 'choice', [`${label} `, select]);
}

function printing() {
  const button = element('button', 'print', t('print'), { type: 'button' });
  button.addEventListener('click', () => print());
  return button;
}
