// Everything that is known about one connection.
import { patchChildren } from './patch.js';
import { ask } from './feed.js';
import { alertItem } from './alerts.js';
import { maintenanceButton } from './answers.js';
import { moment } from './past.js';
import { spanWith } from './strip.js';
import { lanesOf, legend, zoomBar } from './timeline.js';
import { copyable } from './copy.js';
import { ago, element, stateMark, wide } from './elements.js';
import { durationText, percent, timeText } from './format.js';
import { facetName, reasonText, t } from './texts.js';

/** The span in seconds that somebody chose; until then, each connection has one in which something happened. */
let zoom = 0;
let lastRequest = 0;

/** Repeats the last request. */
let again = () => {};

/** @param {HTMLElement} into @param {string} id @param {number} now @param {() => void} close */
export async function detail(into, id, now, close) {
  const request = ++lastRequest;
  again = () => { detail(into, id, now, close); };
  into.hidden = false;
  if (into.dataset.id !== id) into.replaceChildren(heading(id, close), element('p', 'quiet', t('loading')));
  into.dataset.id = id;
  try {
    const { connection } = await ask(`connections/${encodeURIComponent(id)}${moment.at === null ? '' : `?at=${new Date(now).toISOString()}`}`);
    const span = zoom || spanWith([...connection.transitions, ...connection.changes].map((/** @type {any} */ it) => Date.parse(it.at) / 1000), now / 1000);
    const lanes = element('div', 'lanes', await lanesOf(connection, span, now));
    if (request !== lastRequest || into.hidden) return;
    patchChildren(into, [
      heading(connection.name || id, close),
      element('p', 'standing', [stateMark(connection.state), ` ${reasonText(connection.reason)}${reasonText(connection.reason) && ' · '}`, ago(connection.since, now)]),
      moment.at === null ? maintenanceButton(`vpn_connection_id=${connection.id}`) : '',
      facts(connection),
      availability(connection),
      element('div', 'bar', [zoomBar(span, (seconds) => { zoom = seconds; again(); }), legend()]),
      lanes,
      section('facets', checks(connection, now)),
      ...(connection.alerts.length ? [section('alerts', [element('ol', 'feed', connection.alerts.map((/** @type {any} */ it) => alertItem(it, now, 'updatedAt')))])] : []),
      section('changes', changes(connection)),
      section('transitions', transitions(connection)),
      section('configuration', connection.configuration ? [tree(connection.configuration)] : [element('p', 'quiet', t(moment.at === null ? 'noConfiguration' : 'configurationThen'))]),
    ]);
  } catch (error) {
    if (request === lastRequest) into.replaceChildren(heading(id, close), element('p', 'quiet', t('failed', error instanceof Error ? error.message : '')));
  }
}

/** @param {string} title @param {() => void} close */
function heading(title, close) {
  const button = element('button', 'close', '✕', { type: 'button', 'aria-label': t('close'), title: `${t('close')} (Esc)` });
  button.addEventListener('click', close);
  return element('div', 'heading', [element('h2', '', title, { id: 'detail-title', dir: 'auto' }), button]);
}

/** @param {string} name @param {(Node | string)[]} content */
const section = (name, content) => element('section', '', [element('h3', '', t(name)), ...content]);

/** @param {any} it */
function facts(it) {
  const tags = Object.entries(it.tags).map(([key, value]) => `${key}: ${value}`).join(', ');
  return pairs([
    ['ID', copyable([it.id])], [t('account'), `${it.account}/${it.region}`], [t('gateway'), copyable([it.gateway || it.transitRouter])], [t('customerGateway'), copyable(it.customerGateways)],
    [t('localNet'), it.localSubnets.join(', ')], [t('remoteNet'), it.remoteSubnets.join(', ')], [t('lifecycle'), it.lifecycle], [t('tags'), tags],
  ]);
}

/** @param {[string, string | Node[]][]} all */
const pairs = (all) => element('dl', 'facts', all.filter(([, value]) => value.length).map(([name, value]) => element('div', '', [element('dt', '', name), element('dd', '', value, { dir: 'auto' })])));

/** @param {any} connection */
function availability({ availability: { day, month } }) {
  const tile = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ note) =>
    element('div', 'tile', [element('span', 'quiet', name), element('b', '', value), element('small', '', note)]);
  const note = (/** @type {any} */ it) => `${t('coverage')} ${percent(it.coverage)}${
    it.plannedSeconds ? ` · ${t('outsidePlanned')} ${percent(it.availabilityOutsidePlanned)}${it.plannedAfterwardsSeconds ? ` (${t('enteredAfterwards')})` : ''}` : ''}`;
  const seconds = (/** @type {number | null} */ it) => (it === null ? '–' : durationText(it));
  return element('div', 'tiles', [
    tile(t('day'), percent(day.availability), note(day)),
    tile(t('month'), percent(month.availability), note(month)),
    tile(t('outages'), String(month.outages), `${t('flaps')} ${month.flaps}`),
    tile(t('repair'), seconds(month.repairSeconds), `${t('between')} ${seconds(month.betweenFailuresSeconds)}`),
  ]);
}

/** The state of the connection comes before the checks of which it is made. @param {[string, any][]} facets */
const serviceFirst = (facets) => [...facets].sort(([a], [b]) => Number(b === 'SERVICE') - Number(a === 'SERVICE'));

/** @param {any} it @param {number} now */
function checks(it, now) {
  const rows = [[it.id, it.facets], ...it.tunnels.map((/** @type {any} */ one) => [one.id, one.facets])].flatMap(([id, facets]) =>
    serviceFirst(Object.entries(facets)).map(([kind, value]) => element('tr', '', [
      element('td', '', stateMark(value.state)), element('td', '', facetName(kind)), element('td', '', reasonText(value.reason) || '–'), element('td', '', copyable([id])), element('td', '', [element('code', '', value.raw || '–')]), element('td', '', ago(value.since, now)),
    ])));
  return [wide(t('facets'), element('table', 'plain', [
    element('thead', '', element('tr', '', [t('state'), t('facets'), t('reason'), 'ID', t('asSaid'), t('since')].map((name) => element('th', '', name, { scope: 'col' })))),
    element('tbody', '', rows),
  ]))];
}

/** @param {any} it */
function changes(it) {
  if (!it.changes.length) return [element('p', 'quiet', t('none'))];
  const word = /** @type {Record<string, string>} */ ({ CONNECTION_CREATED: t('created'), CONNECTION_DELETED: t('deleted'), CONFIGURATION_CHANGED: t('configured'), RETIRED: t('retired') });
  return [element('ol', 'revisions', [...it.changes].reverse().map((revision) => element('li', '', [
    element('div', 'when', [element('b', '', word[revision.kind] ?? revision.kind), ` ${timeText(revision.at)}`]),
    ...revision.changes.map((/** @type {any} */ one) => element('div', 'diff', [
      element('code', 'field', one.tunnelId ? `${one.tunnelId} ${one.field}` : one.field),
      element('del', '', one.before || t('empty')),
      element('ins', '', one.after || t('empty')),
    ])),
  ])))];
}

/** @param {any} it */
function transitions(it) {
  if (!it.transitions.length) return [element('p', 'quiet', t('noTransitions'))];
  return [wide(t('transitions'), element('table', 'plain', element('tbody', '', it.transitions.slice(0, 40).map((/** @type {any} */ one) => element('tr', '', [
    element('td', 'when', element('time', '', timeText(one.at), { datetime: one.at })),
    element('td', '', `${facetName(one.facet)}${one.entity === it.id ? '' : ` · ${one.entity}`}`),
    element('td', '', [stateMark(one.from, 'chip'), ' → ', stateMark(one.to, 'chip')]),
    element('td', '', reasonText(one.reason) || one.raw),
  ])))))];
}

/** @param {any} value @returns {Node} */
function tree(value) {
  return element('dl', 'tree', Object.entries(value).map(([name, inner]) => element('div', '', [
    element('dt', '', name),
    element('dd', '', [Array.isArray(inner)
      ? (inner.some((it) => typeof it === 'object') ? element('div', 'branches', inner.map((it) => (typeof it === 'object' ? tree(it) : String(it)))) : inner.join(', ') || '–')
      : inner !== null && typeof inner === 'object' ? tree(inner) : String(inner)], { dir: 'auto' }),
  ])));
}
