// The page's elements. Names from the cloud are text, never markup: everything goes through textContent.
import { durationText, timeText } from './format.js';
import { shape, stateOf, t } from './texts.js';

/** An element that index.html contains. @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string | Node | (string | Node)[]} [content]
 * @param {Record<string, string>} [attributes]
 */
export function element(tag, className = '', content = [], attributes = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, withoutControlCharacters(value));
  made.append(...(Array.isArray(content) ? content : [content]).map((it) => (typeof it === 'string' ? withoutControlCharacters(it) : it)));
  return made;
}

/**
 * Replaces characters that are invisible or change the direction of the text, so that a name cannot disguise itself.
 *
 * @param {string} text
 */
const withoutControlCharacters = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');

/**
 * A box for a table that may be wider than the screen; it scrolls by keyboard, too.
 *
 * @param {string} label @param {Node} table
 */
export const wide = (label, table) => element('div', 'wide', table, { role: 'region', 'aria-label': label, tabindex: '0' });

/** @param {string} tag @param {Record<string, string | number>} attributes @param {(string | Node)[]} [content] */
export function drawing(tag, attributes, content = []) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...content);
  return made;
}

/** @param {string} state @param {string} [className] */
export function stateMark(state, className = 'pill state') {
  const it = stateOf(state);
  return element('span', `${className} ${it}`, [element('span', 'shape', shape(it), { 'aria-hidden': 'true' }), t(it)]);
}

/** @param {string | null} when null if it is not known @param {number} now */
export function ago(when, now) {
  if (when === null) return element('span', '', '–');
  return element('time', '', t('ago', durationText((now - Date.parse(when)) / 1000)), { datetime: when, title: timeText(when) });
}
