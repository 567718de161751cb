// What comes by the stream while everything is being read is newer than what is read, and must not be forgotten for it.
import assert from 'node:assert/strict';

const up = { id: 'vco-1', state: 'UP', since: '2026-01-01T00:00:00Z' };
const answers = { connections: { connections: [up] }, 'alerts?status=all': { alerts: [] }, summary: { targets: [], notice: '', now: new Date().toISOString() }, strips: { strips: {} }, availability: { rows: [] } };
const listeners = new Map();
let arrive = () => {};
const onItsWay = new Promise((done) => { arrive = done; });
let asked = () => {};
const isAsked = new Promise((done) => { asked = done; });

globalThis.document = { hidden: false, addEventListener() {} };
globalThis.EventSource = class { addEventListener(name, take) { listeners.set(name, take); } };
globalThis.fetch = async (path) => {
  const name = path.replace('/api/v1/', '');
  if (name === 'connections') { asked(); await onItsWay; }
  return { ok: true, json: async () => answers[name] };
};

const { follow } = await import('./web/feed.js');
const read = new Promise((done) => { follow((known) => { if (known.read) done(known.connections.get('vco-1').state); }); });
listeners.get('open')({});
await isAsked;
listeners.get('connection')({ data: JSON.stringify({ ...up, state: 'DOWN' }) });
arrive();
assert.equal(await read, 'DOWN');
process.exit(0);
