// A connection that is cut without a word stays open for ever: the browser learns nothing. The page opens another one, and that as
// long as it hears nothing.
import assert from 'node:assert/strict';

const sources = [];
let ahead = 0;
const [wall, monotonic] = [Date.now, performance.now.bind(performance)];
Date.now = () => wall() + ahead;
performance.now = () => monotonic() + ahead;

globalThis.location = { origin: '' };
globalThis.document = { hidden: false, addEventListener() {} };
globalThis.EventSource = class {
  constructor() { this.isOpen = true; this.readyState = 1; this.takes = new Map(); sources.push(this); }
  addEventListener(name, take) { this.takes.set(name, take); }
  close() { this.isOpen = false; }
};
globalThis.fetch = async () => { throw new Error('nobody answers'); };

const { follow } = await import('./web/feed.js');
let drawn = () => {};
const next = () => new Promise((done) => { drawn = done; });
const known = follow(() => drawn());
const open = () => sources.map((it) => it.isOpen);

await next();
assert.deepEqual(open(), [true]);
for (const expected of [[false, true], [false, false, true]]) {
  ahead += 60000;
  await next();
  await next();
  assert.deepEqual(open(), expected);
}
// Whoever hears something keeps its connection.
ahead += 60000;
sources[2].takes.get('heartbeat')({ data: JSON.stringify({ now: new Date().toISOString() }) });
await next();
await next();
assert.deepEqual(open(), [false, false, true]);
assert.ok(performance.now() - known.heardMonotonicMs < 25000);
process.exit(0);
