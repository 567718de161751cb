// Filters that a reader has given a name. They stay in this browser; each is a link as well, which works anywhere.
import { announce } from './copy.js';
import { at, element } from './elements.js';
import { addressWith, filter, isFilter } from './filters.js';
import { t } from './texts.js';

/** @typedef {import('./filters.js').Filter & {name: string}} Saved */

/** More would be a list to search in. */
const MOST = 20;
const LONGEST_NAME = 40;
const KEY = 'filters';

/** What another version or another program has left there is not trusted. @returns {Saved[]} */
function stored() {
  try {
    const all = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    const text = (/** @type {any} */ it) => (typeof it === 'string' ? it : '');
    return (Array.isArray(all) ? all : []).map((it) => ({ name: text(it?.name).slice(0, LONGEST_NAME), q: text(it?.q), state: text(it?.state), group: text(it?.group) }))
      .filter((it) => it.name && isFilter(it)).slice(0, MOST);
  } catch {
    return [];
  }
}

/** @param {Saved[]} all @returns {boolean} whether the browser keeps it */
function store(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return true;
  } catch {
    return false;
  }
}

/** Runs the list of saved filters. */
export class SavedFilters {
  /** @param {(it: import('./filters.js').Filter) => void} apply */
  constructor(apply) {
    this.apply = apply;
    this.box = /** @type {HTMLDetailsElement} */ (at('saved'));
    this.box.addEventListener('toggle', () => this.draw());
    this.box.addEventListener('submit', (event) => { event.preventDefault(); this.save(); });
    this.box.addEventListener('click', (event) => this.clicked(event));
    this.box.addEventListener('keydown', (event) => { if (event.key === 'Escape' && this.box.open) { this.close(); event.stopPropagation(); } });
    document.addEventListener('click', (event) => { if (!event.composedPath().includes(this.box)) this.box.open = false; });
  }

  close() {
    this.box.open = false;
    this.box.querySelector('summary')?.focus();
  }

  /** @param {Event} event */
  clicked(event) {
    const one = /** @type {HTMLElement} */ (event.target).closest('[data-saved]');
    if (!(one instanceof HTMLElement)) return;
    const found = stored().find((it) => it.name === one.dataset.saved);
    if (one.tagName === 'BUTTON') {
      store(stored().filter((it) => it.name !== one.dataset.saved));
      announce(t('filterDeleted', one.dataset.saved ?? ''));
      this.draw();
      this.input()?.focus();
    } else if (found && !(/** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey)) {
      event.preventDefault();
      this.apply(found);
      this.close();
    }
  }

  input() {
    return /** @type {HTMLInputElement | null} */ (this.box.querySelector('input'));
  }

  /** A name that is there already is given to the new filter. */
  save() {
    const name = this.input()?.value.trim() ?? '';
    const others = stored().filter((it) => it.name !== name);
    if (!name || !isFilter(filter)) return announce(t(name ? 'nothingToSave' : 'nameIt'));
    if (others.length >= MOST) return announce(t('tooManyFilters', MOST));
    const isKept = store([...others, { name, ...filter }].sort((a, b) => a.name.localeCompare(b.name)));
    announce(t(isKept ? 'filterSaved' : 'notKept', name));
    this.draw();
    this.input()?.focus();
  }

  /** Draws what is open; a reader who is typing is not disturbed, because nothing else calls it. */
  draw() {
    at('saved-name').textContent = t('savedFilters');
    if (!this.box.open) return;
    const all = stored();
    const rows = all.map((it) => element('li', '', [
      element('a', '', it.name, { href: addressWith({ q: it.q, state: it.state, group: it.group }), 'data-saved': it.name, dir: 'auto', title: [it.q, it.state && t(it.state), it.group].filter(Boolean).join(' · ') }),
      element('button', 'close', '✕', { type: 'button', 'data-saved': it.name, 'aria-label': t('deleteFilter', it.name) }),
    ]));
    const name = element('input', '', [], { type: 'text', maxlength: String(LONGEST_NAME), autocomplete: 'off', placeholder: t('filterName'), 'aria-label': t('filterName') });
    at('saved-list').replaceChildren(
      rows.length ? element('ul', '', rows) : element('p', 'quiet', t('noFilters')),
      element('form', '', [name, element('button', 'answer', t('saveFilter'), { type: 'submit' })]),
    );
  }
}
