// Renders each card of a directory with Microsoft's own library, and prints what a person would see of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';

const window = new JSDOM('<!DOCTYPE html><body></body>').window;
for (const name of ['window', 'document', 'HTMLElement', 'HTMLButtonElement', 'Node', 'MutationObserver']) {
  globalThis[name] = name === 'window' ? window : window[name];
}
globalThis.getComputedStyle = window.getComputedStyle;
// jsdom lacks it, since it has no layout; for text of one line it is the same.
Object.defineProperty(window.HTMLElement.prototype, 'innerText', {
  get() { return this.textContent; },
  set(text) { this.textContent = text; },
});
const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');
const { AdaptiveCard, SerializationContext, Versions } = cards;

for (const file of readdirSync(process.argv[2]).sort()) {
  const { attachments } = JSON.parse(readFileSync(join(process.argv[2], file), 'utf8'));
  const context = new SerializationContext(Versions.v1_4);
  const card = new AdaptiveCard();
  card.parse(attachments[0].content, context);
  const problems = [];
  for (let i = 0; i < context.eventCount; i += 1) problems.push(context.getEventAt(i).message);
  const invalid = card.validateProperties().validationEvents.map((it) => it.message);
  const element = card.render();
  console.log(JSON.stringify({
    name: file.replace('.json', ''),
    problems: [...problems, ...invalid],
    blocks: [...element.querySelectorAll('.ac-richTextBlock')].map((it) => it.textContent),
    tags: [...new Set([...element.querySelectorAll('*')].map((it) => it.tagName.toLowerCase()))].sort(),
    buttons: [...element.querySelectorAll('button,[role=link],[role=button]')].map((it) => it.textContent),
  }));
}
