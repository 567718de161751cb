// Two ways to use the page: by mouse alone, text being typed into what was clicked, and by keyboard alone. Nobody sets a value or the focus from outside.
import assert from 'node:assert/strict';

/** More steps than the page has stops: what is not reached by then cannot be reached. */
const MOST_STEPS = 500;

/** The place in a field at which it begins; in a time, that of the hours. */
const BEGIN = { x: 16, y: 14 };

const clear = async (page) => {
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
};

export const mouse = (page) => ({
  press: (what) => page.click(what),
  tick: (what) => page.click(what),
  async type(where, text) {
    await page.click(where, { position: BEGIN });
    await page.keyboard.type(text);
  },
  async replace(where, text) {
    await page.click(where);
    await clear(page);
    await page.keyboard.type(text);
  },
});

/** Forwards or back, whichever is the way there. */
const stepTo = (page, what) => page.evaluate((it) => {
  const [from, to] = [document.activeElement, document.querySelector(it)];
  const isBefore = to && from !== document.body && from.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_PRECEDING;
  return isBefore ? 'Shift+Tab' : 'Tab';
}, what);

/** Goes from stop to stop until the keyboard is there, and is seen to be. */
async function walkTo(page, what) {
  const step = await stepTo(page, what);
  for (let i = 0; i < MOST_STEPS; i++) {
    const [isThere, isSeen] = await page.evaluate((it) => [document.activeElement.matches(it), document.activeElement.matches(':focus-visible')], what);
    if (isThere) {
      assert.ok(isSeen, `the focus is not to be seen at ${what}`);
      return;
    }
    await page.keyboard.press(step);
  }
  assert.fail(`The keyboard does not reach ${what}`);
}

export const keyboard = (page) => ({
  async press(what) {
    await walkTo(page, what);
    await page.keyboard.press('Enter');
  },
  async tick(what) {
    await walkTo(page, what);
    await page.keyboard.press('Space');
  },
  async type(where, text) {
    await walkTo(page, where);
    await page.keyboard.type(text);
  },
  async replace(where, text) {
    await walkTo(page, where);
    await clear(page);
    await page.keyboard.type(text);
  },
  async choose(where, times) {
    await walkTo(page, where);
    for (let i = 0; i < times; i++) await page.keyboard.press('ArrowDown');
  },
});
