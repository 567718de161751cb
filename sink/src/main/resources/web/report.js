// The availability report: to read, sort and print.
import { patchChildren } from './patch.js';
import { ask } from './feed.js';
import { ZOOMS } from './timeline.js';
import { element, wide } from './elements.js';
import { durationText, percent, timeText } from './format.js';
import { t } from './texts.js';

const BY = ['connection', 'tunnel', 'gateway', 'customerGateway', 'account', 'region', 'tag'];
let by = 'connection';
let seconds = 2592000;
let lastRequest = 0;

/** @param {HTMLElement} into */
export async function report(into) {
  const request = ++lastRequest;
  const to = new Date();
  const from = new Date(to.getTime() - seconds * 1000);
  if (!into.hasChildNodes()) into.replaceChildren(element('p', 'quiet', t('loading')));
  const answer = await ask(`availability?by=${by}&from=${from.toISOString()}&to=${to.toISOString()}`);
  if (request !== lastRequest) return;
  const rows = [...answer.rows].sort((a, b) => (a.availability ?? 2) - (b.availability ?? 2) || b.outages - a.outages);
  const flappers = [...answer.rows].filter((it) => it.outages).sort((a, b) => b.outages - a.outages).slice(0, 5);
  patchChildren(into, [
    element('div', 'bar', [
      choice(t('by'), BY.map((it) => [it, t(it)]), by, (value) => { by = value; report(into); }),
      choice(t('window'), ZOOMS.slice(2).map(([name, length]) => [String(length), name]), String(seconds), (value) => { seconds = Number(value); report(into); }),
      printing(),
    ]),
    element('h2', '', `${t('availability')} · ${timeText(answer.from)} – ${timeText(answer.to)}`),
    element('p', 'quiet', [t('formula'), t('formulaPlanned'), ...(answer.serviceSince ? [t('formulaService', timeText(answer.serviceSince))] : [])].join(' ')),
    flappers.length ? element('p', 'flappers', [`${t('topFlappers')}: `, ...flappers.flatMap((it, i) => [i ? ', ' : '', element('bdi', '', it.name || it.key), ` (${it.outages})`])]) : '',
    wide(t('availability'), element('table', 'plain figures', [
      element('thead', '', element('tr', '', ['key', 'connections', 'availability', 'outsidePlanned', 'coverage', 'down', 'planned', 'degraded', 'outages', 'flaps', 'repair', 'between', 'detect'].map((name) => element('th', '', t(name), { scope: 'col' })))),
      element('tbody', '', rows.map(row)),
    ])),
    answer.maintenance.length ? maintenance(answer.maintenance) : '',
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
    element('b', '', t('MAINTENANCE')), ' ', element('bdi', '', it.reason), ' · ', element('bdi', '', it.by),
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
