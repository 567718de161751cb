// The filter of the board: a text, a state and a grouping. The address holds it, so that a link leads to the same rows.
import { STATES_SHOWN } from './texts.js';

/** Browsers refuse addresses that change with every letter. */
const STILL_MS = 300;

/** @typedef {{q: string, state: string, group: string}} Filter */

/** Names of the filter's parts in the address. @type {(keyof Filter)[]} */
const PARTS = ['q', 'state', 'group'];
const LONGEST_TEXT = 200;

/** The filter that is applied. @type {Filter} */
export const filter = { q: '', state: '', group: '' };

let waiting = 0;

/** The address of this page with other parameters, in the order of the given ones; an empty one is left out. @param {Record<string, string | null>} changes @param {string} [hash] */
export function addressWith(changes, hash = location.hash) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    // Deleted first: the order must not depend on which part was chosen first.
    query.delete(name);
    if (value) query.set(name, value);
  }
  // Colons and slashes need no escape in a query, and a time is readable with them.
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/');
  return `${location.pathname}${text && `?${text}`}${hash}`;
}

/** Takes the filter from the address; what cannot be meant is left out. */
export function readFilter() {
  const query = new URLSearchParams(location.search);
  for (const name of PARTS) filter[name] = (query.get(name) ?? '').slice(0, LONGEST_TEXT);
  if (!STATES_SHOWN.includes(filter.state)) filter.state = '';
}

/** Puts the filter into the address, without a step that the browser could take back. */
export function writeFilter() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { history.replaceState(history.state, '', addressWith(filter)); }, STILL_MS);
}

/** Returns whether a filter leaves anything out or groups it. @param {Filter} it */
export const isFilter = (it) => PARTS.some((name) => it[name]);

/** Whether a connection has the text; its state is not looked at, so that the states can be counted. @param {any} it */
export function matches(it) {
  const wanted = filter.q.trim().toLowerCase();
  if (!wanted) return true;
  return [it.name, it.id, it.account, it.region, it.gateway, it.transitRouter, ...it.customerGateways, ...it.localSubnets, ...it.remoteSubnets, ...Object.entries(it.tags).map(([key, value]) => `${key}:${value}`)]
    .some((text) => text.toLowerCase().includes(wanted));
}
