// How things are said. Names from the cloud are text, never markup: everything goes through textContent.

/** @type {Record<string, [string, string]>} shape and word of each state */
export const STATES = {
  DOWN: ['▼', 'Down'],
  DEGRADED: ['◆', 'Degraded'],
  UNKNOWN: ['?', 'Unknown'],
  UP: ['●', 'Up'],
  NOT_CONFIGURED: ['–', 'Off'],
};

/** Worst first: what is read at the top is what matters. */
export const ORDER = ['DOWN', 'DEGRADED', 'UNKNOWN', 'UP', 'NOT_CONFIGURED'];

const FACETS = { IPSEC: 'IPsec', BGP: 'BGP', HEALTH_CHECK: 'Health', REDUNDANCY: 'Redundancy' };

const REASONS = {
  PHASE1_NOT_ESTABLISHED: 'phase 1 (IKE) down',
  PHASE2_PENDING: 'phase 2 pending',
  PHASE2_NOT_ESTABLISHED: 'phase 2 (IPsec) down',
  ALL_TUNNELS_DOWN: 'no tunnel up',
  SOME_TUNNELS_DOWN: 'a tunnel is down',
  NOT_SEEN: 'not seen',
  STATUS_MISSING: 'no status given',
  STATUS_NOT_RECOGNISED: 'status not recognised',
};

/** @param {string} kind */
export const facetName = (kind) => FACETS[kind] ?? kind;

/** @param {string} reason */
export const reasonText = (reason) => REASONS[reason] ?? '';

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string | Node | (string | Node)[]} [content]
 */
export function element(tag, className = '', content = []) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...(Array.isArray(content) ? content : [content]));
  return made;
}

/** @param {string} state @param {string} [className] */
export function stateMark(state, className = 'pill state') {
  const [shape, word] = STATES[state] ?? STATES.UNKNOWN;
  const shown = element('span', '', shape);
  shown.setAttribute('aria-hidden', 'true');
  return element('span', `${className} ${STATES[state] ? state : 'UNKNOWN'}`, [shown, word]);
}

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

/** @param {string} when @param {number} now */
export function ago(when, now) {
  const made = /** @type {HTMLTimeElement} */ (element('time', '', `${span((now - Date.parse(when)) / 1000)} ago`));
  made.dateTime = when;
  made.title = when;
  return made;
}
