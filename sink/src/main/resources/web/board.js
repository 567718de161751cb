import { follow, isSilent, isStale } from './feed.js';
import { ORDER, STATES, ago, element, facetName, reasonText, span, stateMark } from './words.js';

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const board = /** @type {HTMLTableSectionElement} */ (document.querySelector('#board tbody'));

/** The rows as they were last drawn; one that would look the same is left alone. @type {Map<string, [string, HTMLElement]>} */
const drawn = new Map();

follow((known) => {
  const now = Date.now() + known.skew;
  const stale = new Set([...known.targets.values()].filter((it) => isStale(it, now)).map((it) => it.target));
  const shown = [...known.connections.values()].map((it) =>
    stale.has(`${it.account}/${it.region}`) ? { ...it, state: 'UNKNOWN', reason: 'NOT_SEEN' } : it);
  veil(known, stale, now);
  counts(shown);
  targets([...known.targets.values()], now);
  alerts([...known.alerts.values()], now);
  connections(shown, now);
  at('notice').textContent = known.notice;
  at('notice').hidden = !known.notice;
  at('empty').hidden = shown.length > 0;
});

/** @param {any} known @param {Set<string>} stale @param {number} now */
function veil(known, stale, now) {
  const silent = isSilent(known);
  const blind = known.targets.size > 0 && stale.size === known.targets.size;
  at('veil').hidden = !silent && !blind;
  at('veil').textContent = silent
    ? 'No word from the server: what stands here is old.'
    : 'No target is being seen: what stands here is old.';
  document.body.classList.toggle('is-frozen', silent || blind);
  const oldest = [...known.targets.values()].map((it) => it.lastComplete).filter(Boolean).sort()[0];
  at('as-of').textContent = oldest ? `Everything here was seen within the last ${span((now - Date.parse(oldest)) / 1000)}` : 'Nothing seen yet';
}

/** @param {any[]} shown */
function counts(shown) {
  const items = ORDER.slice(0, 4).map((state) => {
    const [shape, word] = STATES[state];
    const count = shown.filter((it) => it.state === state).length;
    return element('li', `pill ${count ? state : 'NOT_CONFIGURED'}`, `${shape} ${count} ${word.toLowerCase()}`);
  });
  at('counts').replaceChildren(...items);
  const worst = ORDER.find((state) => shown.some((it) => it.state === state));
  const down = shown.filter((it) => it.state === 'DOWN').length;
  document.title = down ? `(${down} down) Tunnelwatch` : worst === 'UP' ? '✓ Tunnelwatch' : 'Tunnelwatch';
}

/** @param {any[]} all @param {number} now */
function targets(all, now) {
  at('targets').replaceChildren(...all.map((it) => {
    const seen = it.lastComplete ? `seen ${span((now - Date.parse(it.lastComplete)) / 1000)} ago` : 'not seen yet';
    const trouble = it.trouble ? ` · ${it.trouble}` : '';
    return element('li', `pill${isStale(it, now) ? ' stale' : ''}`, `${it.target} ${seen}${trouble}`);
  }));
}

/** @param {any[]} all @param {number} now */
function alerts(all, now) {
  const rank = { CRITICAL: 0, WARNING: 1 };
  const active = all.filter((it) => it.active)
    .sort((a, b) => (rank[a.severity] ?? 2) - (rank[b.severity] ?? 2) || b.firedAt.localeCompare(a.firedAt));
  const past = all.filter((it) => !it.active).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)).slice(0, 50);
  at('alerts-count').textContent = active.length ? `${active.length}` : '';
  list('alerts', active, 'Nothing is wrong that anyone should know.', now, 'firedAt');
  list('past', past, 'None.', now, 'updatedAt');
}

/** @param {string} id @param {any[]} items @param {string} none @param {number} now @param {string} when */
function list(id, items, none, now, when) {
  at(id).replaceChildren(...(items.length ? items.map((it) => element('li', it.severity, [
    element('div', 'head', [
      element('span', 'rule', `${it.severity === 'CRITICAL' ? '▲' : '△'} ${it.rule}`),
      ago(it[when], now),
    ]),
    element('p', '', it.summary),
  ])) : [element('li', 'none', none)]));
}

/** @param {any[]} shown @param {number} now */
function connections(shown, now) {
  shown.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  const rows = shown.map((it) => row(it, now));
  if (rows.length !== board.children.length || rows.some((made, i) => made !== board.children[i])) board.replaceChildren(...rows);
  at('board-count').textContent = shown.length ? `${shown.length}` : '';
}

/** @param {any} it @param {number} now */
function row(it, now) {
  const since = span((now - Date.parse(it.since)) / 1000);
  const look = JSON.stringify([it, since]);
  const before = drawn.get(it.id);
  if (before && before[0] === look) return before[1];
  const made = element('tr', '', [
    element('td', '', [stateMark(it.state), element('small', '', reasonText(it.reason) && ` ${reasonText(it.reason)}`)]),
    element('td', 'name', [element('b', '', it.name || it.id), element('small', '', `${it.id} · ${it.account}/${it.region}`)]),
    element('td', '', it.tunnels.length
      ? it.tunnels.map((/** @type {any} */ tunnel, /** @type {number} */ i) => chips(`tunnel ${i + 1}`, tunnel.facets))
      : [chips('', it.facets)]),
    element('td', 'since', since),
    element('td', '', it.gateway || it.transitRouter || '–'),
    element('td', '', it.remoteSubnets.join(', ')),
  ]);
  drawn.set(it.id, [look, made]);
  return made;
}

/** @param {string} label @param {Record<string, any>} facets */
function chips(label, facets) {
  const made = Object.entries(facets)
    .filter(([, value]) => value.state !== 'NOT_CONFIGURED')
    .map(([kind, value]) => {
      const chip = element('span', `chip ${value.state}`, `${(STATES[value.state] ?? STATES.UNKNOWN)[0]} ${facetName(kind)}`);
      chip.title = `${facetName(kind)}: ${value.raw || value.reason}, since ${value.since}`;
      return chip;
    });
  return element('div', 'chips', label ? [element('span', 'label', label), ...made] : made);
}
