// Copying: a button beside each long id puts the whole of it into the clipboard, and says so aloud.
import { at, element } from './elements.js';
import { t } from './texts.js';

/** So long the answer is to be seen. A text that stays would not be read aloud again for the next copy. */
const SAID_FOR_MS = 2500;

let waiting = 0;

/** A button that copies a text. It has no content of its own, so that the text beside it stays whole. @param {string} text */
export const copyButton = (text) => element('button', 'copy', [], { type: 'button', 'aria-label': t('copy', text), title: t('copy', text), 'data-copy': text });

/** A value of several ids, each with its button. @param {string[]} ids */
export const copyable = (ids) => ids.filter(Boolean).map((id) => element('span', 'copyable', [id, copyButton(id)]));

/** Says a short text to everybody: it is shown for a moment, and read aloud. @param {string} text */
export function announce(text) {
  at('said').textContent = text;
  clearTimeout(waiting);
  waiting = setTimeout(() => { at('said').textContent = ''; }, SAID_FOR_MS);
}

/** Listens once for all buttons, because rows are drawn again and again. */
export function listenForCopies() {
  document.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('[data-copy]');
    if (!(button instanceof HTMLElement)) return;
    const text = button.dataset.copy ?? '';
    put(text).then(() => announce(t('copied', text)), () => announce(t('notCopied')));
  });
}

/** Browsers offer the clipboard to encrypted pages and to this machine only; the older command works on the others. @param {string} text */
async function put(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = element('textarea', 'visually-hidden', text);
  document.body.append(field);
  /** @type {HTMLTextAreaElement} */ (field).select();
  const isDone = document.execCommand('copy');
  field.remove();
  held?.focus({ preventScroll: true });
  if (!isDone) throw new Error('refused');
}
