// The board: a real table that contains only the visible rows, so that five thousand scroll as fast as five.
import { patchChildren, patchNode, reorder } from './patch.js';
import { at, element, stateMark } from './elements.js';
import { durationText, percent, timeText } from './format.js';
import { copyButton } from './copy.js';
import { facetName, preferences, reasonText, shape, stateOf, t, WORST_FIRST } from './texts.js';
import { strip, stripText } from './strip.js';

/** Heights of a row; page.css has the same. */
const ROW = 48;
const COMPACT_ROW = 34;
const rowHeight = () => (preferences.isCompact ? COMPACT_ROW : ROW);
const AROUND = 8;
const STEP = 6;

/**
 * Instants sort as plain text (the order within a second does not matter), which is far faster than sorting by locale.
 *
 * @param {any} a @param {any} b
 */
const latest = (a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0);

/** @type {[string, (a: any, b: any, known: any) => number][]} */
const COLUMNS = [
  ['state', (a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || latest(a, b)],
  ['name', (a, b) => a.name.localeCompare(b.name)],
  ['checks', () => 0],
  ['since', (a, b) => latest(a, b)],
  ['day', () => 0],
  ['month', (a, b, known) => (known.month.get(a.id)?.availability ?? 2) - (known.month.get(b.id)?.availability ?? 2)],
  ['where', (a, b) => where(a).localeCompare(where(b))],
];
const SORTED = new Set(['state', 'name', 'since', 'month', 'where']);

/** @param {any} it */
const where = (it) => it.gateway || it.transitRouter || '';

export class Board {
  /** @param {(id: string) => void} open */
  constructor(open) {
    this.open = open;
    this.column = 'state';
    this.descending = false;
    /** @type {any[]} what is shown, group heads among it */
    this.items = [];
    /** @type {any[]} */
    this.list = [];
    this.group = '';
    /** @type {any} the month figures that the order was computed with; none if it must be computed again */
    this.month = null;
    /**
     * @type {Map<string, {look: string, turn: number, row: HTMLElement}>} rows as last drawn; an unchanged one is not drawn
     * again
     */
    this.drawn = new Map();
    /** Counts the updates of the model: between two of them, scrolling changes no row. */
    this.turn = 0;
    this.waiting = false;
    this.cursor = '';
    /** @type {any} */
    this.known = null;
    this.now = 0;
    this.body = /** @type {HTMLTableSectionElement} */ (document.querySelector('#board tbody'));
    this.above = element('tr', 'space', element('td', '', [], { colspan: '7' }), { 'aria-hidden': 'true' });
    this.below = element('tr', 'space', element('td', '', [], { colspan: '7' }), { 'aria-hidden': 'true' });
    this.scroller = at('scroll');
    const soon = () => {
      if (!this.waiting) requestAnimationFrame(() => { this.waiting = false; this.draw(); });
      this.waiting = true;
    };
    this.scroller.addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    this.body.addEventListener('click', (event) => {
      const where = /** @type {HTMLElement} */ (event.target);
      const row = where.closest('tr');
      if (row?.dataset.id && !where.closest('button')) this.open(row.dataset.id);
    });
  }

  heads() {
    patchChildren(at('heads'), COLUMNS.map(([name]) => {
      if (!SORTED.has(name)) return element('th', name, t(name), { scope: 'col' });
      const isSorted = this.column === name;
      const button = element('button', '', [t(name), element('span', 'arrow', isSorted ? (this.descending ? ' ↓' : ' ↑') : '', { 'aria-hidden': 'true' })], { type: 'button', title: t('sortBy', t(name)) });
      button.addEventListener('click', () => this.sort(name));
      return element('th', name, button, { scope: 'col', 'aria-sort': isSorted ? (this.descending ? 'descending' : 'ascending') : 'none' });
    }));
    this.drawn.clear();
    this.month = null;
  }

  /** @param {string} column */
  sort(column) {
    this.descending = this.column === column && !this.descending;
    this.column = column;
    this.heads();
    this.show(this.list, this.known, this.group, this.now);
  }

  /** @param {any[]} list @param {any} known @param {string} group @param {number} now */
  show(list, known, group, now) {
    // Called every second: thousands are sorted again only if one of them has changed.
    const isInOrder = known.month === this.month && group === this.group && list.length === this.list.length && list.every((it, i) => it === this.list[i]);
    this.list = list;
    this.known = known;
    this.group = group;
    this.month = known.month;
    this.now = now;
    this.turn++;
    if (!isInOrder) this.order();
    this.draw();
  }

  order() {
    const compare = COLUMNS.find(([name]) => name === this.column)?.[1] ?? (() => 0);
    const sign = this.descending ? -1 : 1;
    const sorted = [...this.list].sort((a, b) => sign * compare(a, b, this.known) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
    this.items = this.group ? grouped(sorted, this.group) : sorted;
    at('board').setAttribute('aria-rowcount', String(this.items.length + 1));
  }

  draw() {
    if (!this.known) return;
    const high = rowHeight();
    // Scrolls in steps of a few rows, so that most frames have nothing to do.
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / high / STEP) * STEP - AROUND);
    const last = Math.min(this.items.length, first + 2 * AROUND + STEP + Math.ceil(this.scroller.clientHeight / high));
    const rows = this.items.slice(first, last).map((it, i) => this.row(it, first + i));
    this.above.style.height = `${first * high}px`;
    this.below.style.height = `${(this.items.length - last) * high}px`;
    reorder(this.body, [this.above, ...rows, this.below]);
    if (this.drawn.size > 400) for (const [id, { row }] of this.drawn) if (!row.isConnected) this.drawn.delete(id);
  }

  /** @param {any} it @param {number} index */
  row(it, index) {
    const id = it.head ?? it.id;
    const before = this.drawn.get(id);
    if (before?.turn === this.turn) return before.row;
    const since = it.head ? '' : it.since === null ? '–' : durationText((this.now - Date.parse(it.since)) / 1000);
    const steps = it.head ? [] : this.known.strips[it.id] ?? [];
    const month = it.head ? null : this.known.month.get(it.id);
    const look = JSON.stringify([it.head ? it : [it.changedAt, it.state, it.reason, it.name, it.stale, it.facets, it.tunnels], since, month?.availability, steps.length, steps.at(-1), Math.floor(this.now / 120000), this.cursor === id, index]);
    if (before && before.look === look) {
      before.turn = this.turn;
      return before.row;
    }
    const made = it.head ? head(it) : this.connection(it, since, steps, month);
    made.setAttribute('aria-rowindex', String(index + 2));
    // A row in which the keyboard is stays the same node, otherwise the focus would be gone each time it is drawn.
    const row = before?.row.contains(document.activeElement) ? before.row : made;
    if (row !== made) patchNode(row, made);
    this.drawn.set(id, { look, turn: this.turn, row });
    return row;
  }

  /** @param {any} it @param {string} since @param {[string, number][]} steps @param {any} month */
  connection(it, since, steps, month) {
    const to = this.now / 1000;
    const link = element('a', '', it.name || it.id, { href: `#/c/${encodeURIComponent(it.id)}`, dir: 'auto' });
    const row = element('tr', this.cursor === it.id ? 'current' : '', [
      element('td', 'state', stateMark(it.state)),
      element('td', 'name', [link, element('small', '', `${it.account}/${it.region} · ${it.id}`), copyButton(it.id)]),
      element('td', 'checks', it.tunnels.length ? it.tunnels.map((/** @type {any} */ tunnel, /** @type {number} */ i) => chips(String(i + 1), tunnel.facets, tunnel.id)) : [chips('', it.facets, it.id)]),
      element('td', 'since', [element('span', '', since, it.since === null ? {} : { title: timeText(it.since) }), element('small', '', reasonText(it.reason))]),
      element('td', 'day', /** @type {any} */ (strip(steps, to - 86400, to, 168, 18, stripText(steps, to)))),
      element('td', 'month', [element('span', '', percent(month?.availability)), element('small', '', month && month.coverage < 0.995 ? t('seenShare', durationText(month.coverage * 2592000)) : '')]),
      element('td', 'where', [element('span', '', where(it) || '–', { title: where(it) }), element('small', '', it.remoteSubnets.join(', '))]),
    ]);
    row.dataset.id = it.id;
    return row;
  }

  /** Moves the cursor by so many rows. @param {number} by */
  move(by) {
    const list = this.items.filter((it) => !it.head);
    if (!list.length) return;
    const now = list.findIndex((it) => it.id === this.cursor);
    this.cursor = list[Math.min(list.length - 1, Math.max(0, now < 0 ? 0 : now + by))].id;
    this.turn++;
    const top = this.items.findIndex((it) => it.id === this.cursor) * rowHeight();
    const head = 40;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    const bottom = top + rowHeight();
    if (bottom > this.scroller.scrollTop + this.scroller.clientHeight - head) this.scroller.scrollTop = bottom + head - this.scroller.clientHeight;
    this.draw();
    this.current()?.focus({ preventScroll: true });
  }

  /** The element of the chosen row that takes the focus. */
  current() {
    return /** @type {HTMLElement | null} */ (this.body.querySelector('tr.current a'));
  }
}

/** @param {any[]} sorted @param {string} group */
function grouped(sorted, group) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const it of sorted) for (const key of keysOf(it, group)) groups.set(key, [...groups.get(key) ?? [], it]);
  const worst = (/** @type {any[]} */ list) => Math.min(...list.map((it) => WORST_FIRST.indexOf(it.state)));
  return [...groups].sort((a, b) => worst(a[1]) - worst(b[1]) || a[0].localeCompare(b[0]))
    .flatMap(([key, list]) => [{ head: `${group} ${key}`, key, list: list.map((it) => it.state) }, ...list]);
}

/** @param {any} it @param {string} group @returns {string[]} */
export function keysOf(it, group) {
  if (group === 'gateway') return [where(it) || t('none')];
  // A connection with two customer gateways is one row, in a group of both together.
  if (group === 'customerGateway') return [it.customerGateways.join(' + ') || t('none')];
  if (group === 'region') return [`${it.account}/${it.region}`];
  const key = group.replace(/^tag:/, '');
  return [it.tags[key] ?? t('none')];
}

/** @param {any} it */
function head(it) {
  const counts = WORST_FIRST.map((state) => [state, it.list.filter((/** @type {string} */ one) => one === state).length]).filter(([, count]) => count);
  return element('tr', 'group', element('th', '', [
    element('span', 'key', it.key),
    ...counts.map(([state, count]) => element('span', `chip ${state}`, `${shape(String(state))} ${count} ${t(String(state)).toLowerCase()}`)),
  ], { colspan: '7', scope: 'rowgroup' }));
}

/** The checks of which the state is made. The cloud reports phases 1 and 2 as one status; the board shows them as two. @param {Record<string, any>} facets */
function ladder(facets) {
  const it = facets.IPSEC;
  const parts = Object.entries(facets).filter(([kind]) => kind !== 'SERVICE');
  if (!it) return parts.filter(([kind]) => kind !== 'REDUNDANCY');
  const ikeUp = it.state === 'UP' || it.reason === 'PHASE2_PENDING' || it.reason === 'PHASE2_NOT_ESTABLISHED';
  const ike = { ...it, state: it.state === 'UNKNOWN' ? 'UNKNOWN' : ikeUp ? 'UP' : 'DOWN' };
  return [['IKE', ike], ...parts];
}

/** @param {string} label @param {Record<string, any>} facets @param {string} entity */
export function chips(label, facets, entity) {
  const made = ladder(facets).filter(([, value]) => value.state !== 'NOT_CONFIGURED').map(([kind, value]) => {
    const state = stateOf(value.state);
    return element('span', `chip ${state}`, [element('span', 'shape', shape(state), { 'aria-hidden': 'true' }), facetName(kind), element('span', 'visually-hidden', ` ${t(state)}`)], {
      title: `${entity}\n${facetName(kind)}: ${value.raw || value.reason}\n${timeText(value.since)}`,
    });
  });
  return element('div', 'chips', label ? [element('span', 'label', label, { title: entity }), ...made] : made);
}
