// The fleet at a glance: how the last thirty days were, and who was worst in them.
import { patchChildren } from './patch.js';
import { ask } from './feed.js';
import { daysPlot, zoneOf } from './days.js';
import { choice } from './report.js';
import { element, wide } from './elements.js';
import { durationText, percent, timeText } from './format.js';
import { t } from './texts.js';

/** What is over changes seldom, and today is one of thirty days. */
export const FLEET_EVERY_MS = 300000;
const MOST_GROUPS = 10;
let lastRequest = 0;

/** A grouping that this view knows; every other one, which the address may have for the board, is none. @param {string} group */
const known = (group) => (group === 'gateway' || group === 'region' || /^tag:./.test(group) ? group : '');

/**
 * @param {HTMLElement} into @param {string[]} tags names of tags, for the choice @param {string} wanted the grouping
 * @param {(group: string) => void} choose
 */
export async function fleet(into, tags, wanted, choose) {
  const request = ++lastRequest;
  const group = known(wanted);
  if (!into.hasChildNodes()) into.replaceChildren(element('p', 'quiet', t('loading')));
  const answer = await ask(`fleet?zone=${encodeURIComponent(zoneOf())}${group && `&group=${encodeURIComponent(group)}`}`);
  if (request !== lastRequest) return;
  const keys = [...new Set([...tags.map((it) => `tag:${it}`), ...(group.startsWith('tag:') ? [group] : [])])];
  const options = [['', t('none')], ['gateway', t('gateway')], ['region', `${t('account')}/${t('region')}`], ...keys.map((it) => [it, `${t('tag')} ${it.slice(4)}`])];
  const bar = element('div', 'bar', [choice(t('group'), options, group, choose)]);
  bar.dataset.key = `${options.length} ${t('group')}`; // the choices of another language or of more tags are made anew
  patchChildren(into, [
    bar,
    tiles(answer),
    element('h2', '', t('fleetDays')),
    element('p', 'quiet', `${timeText(answer.from)} – ${timeText(answer.to)}${answer.serviceSince ? ` · ${t('formulaService', timeText(answer.serviceSince))}` : ''}`),
    ...(answer.incomplete.length ? [element('p', 'quiet', t('recordsMissing'))] : []),
    ...daysPlot(answer.days),
    element('div', 'glances', [
      ranking('worstConnections', 'nobodyWorst', answer.worst, answer, WORST),
      ranking('topFlappers', 'noOutages', answer.flapping, answer, FLAPPING),
      ...(group ? [groups(answer)] : []),
    ]),
  ]);
  const select = into.querySelector('select');
  if (select) select.value = group;
}

/** @param {any} answer */
function tiles({ figures, connections }) {
  const tile = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ note) =>
    element('div', 'tile', [element('span', 'quiet', name), element('b', '', value), element('span', 'quiet', note)]);
  return element('div', 'tiles', [
    tile(t('outsidePlanned'), percent(figures.availabilityOutsidePlanned), t('month')),
    tile(t('availability'), percent(figures.availability), t('month')),
    tile(t('outages'), String(figures.outages), `${t('flaps')} ${figures.flaps}`),
    tile(t('connections'), String(connections), ''),
  ]);
}

/** @typedef {[string, (it: any) => string][]} Columns */

/** @type {Columns} */
const WORST = [['outsidePlanned', (it) => percent(it.availabilityOutsidePlanned)], ['availability', (it) => percent(it.availability)], ['down', (it) => durationText(it.downSeconds)], ['degraded', (it) => durationText(it.degradedSeconds)]];

/** @type {Columns} */
const FLAPPING = [['outages', (it) => String(it.outages)], ['flaps', (it) => String(it.flaps)], ['down', (it) => durationText(it.downSeconds)]];

/** @type {Columns} */
const GROUPS = [['connections', (it) => String(it.connections)], ...WORST, ['outages', (it) => String(it.outages)]];

/** @param {Columns} columns @param {string} name */
const heads = (columns, name) => element('thead', '', element('tr', '', [name, ...columns.map(([key]) => key)].map((key) => element('th', '', t(key), { scope: 'col' }))));

/** @param {Columns} columns @param {any} it */
const cells = (columns, it) => columns.map(([, text]) => element('td', 'number', text(it)));

/**
 * A list of connections, under the heads of their groups.
 *
 * @param {string} title @param {string} otherwise what is said if the list is empty @param {any[]} list @param {any} answer @param {Columns} columns
 */
function ranking(title, otherwise, list, answer, columns) {
  /** @type {Map<string, any[]>} */
  const parts = new Map();
  for (const it of list) parts.set(it.group ?? '', [...parts.get(it.group ?? '') ?? [], it]);
  const sums = new Map(answer.groups.map((/** @type {any} */ it) => [it.key, it]));
  return element('section', 'glance', [
    element('h2', '', t(title)),
    list.length ? wide(t(title), element('table', 'plain figures', [
      heads(columns, 'connection'),
      ...[...parts].map(([key, members]) => element('tbody', '', [...(answer.group ? [head(key, sums.get(key), columns)] : []), ...members.map((it) => row(it, columns))], { 'data-key': key })),
    ])) : element('p', 'quiet', t(otherwise)),
  ], { 'data-key': title });
}

/** @param {string} key @param {any} sums @param {Columns} columns */
const head = (key, sums, columns) => element('tr', 'group', [
  element('th', '', [element('bdi', '', groupName(key)), element('small', '', t('members', sums.connections))], { scope: 'rowgroup' }),
  ...cells(columns, sums),
]);

/** @param {string} key */
const groupName = (key) => (key === '(none)' ? t('none') : key);

/** @param {any} it @param {Columns} columns */
const row = (it, columns) => element('tr', '', [
  element('td', 'name', [
    element('a', '', [element('b', '', it.name || it.id, { dir: 'auto' }), element('small', '', it.id)], { href: `#/c/${encodeURIComponent(it.id)}` }),
    ...(it.deleted ? [element('small', '', t('deleted'))] : []),
  ]),
  ...cells(columns, it),
], { 'data-key': `${it.account}/${it.region}/${it.id}` });

/** @param {any} answer */
const groups = (answer) => element('section', 'glance', [
  element('h2', '', t('worstGroups')),
  wide(t('worstGroups'), element('table', 'plain figures', [
    heads(GROUPS, 'key'),
    element('tbody', '', answer.groups.slice(0, MOST_GROUPS).map((/** @type {any} */ it) => element('tr', '', [element('th', 'name', element('bdi', '', groupName(it.key)), { scope: 'row' }), ...cells(GROUPS, it)], { 'data-key': it.key }))),
  ])),
  ...(answer.groupsTotal > MOST_GROUPS ? [element('p', 'quiet', t('groupsInAll', answer.groupsTotal))] : []),
], { 'data-key': 'groups' });
