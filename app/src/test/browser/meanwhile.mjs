// What comes by the stream while something is being read is newer than what is read, and must not be forgotten for it. And a
// target that comes to light again is read alone: of five thousand connections all would be read for each that does. Answers follow
// what the server says of their end.
import assert from 'node:assert/strict';

const up = { id: 'vco-1', state: 'UP', since: '2026-01-01T00:00:00Z' };
const other = { id: 'vco-2', account: 'acme', region: 'eu-1', state: 'UNKNOWN', since: '2026-01-01T00:00:00Z' };
const gone = { ...other, id: 'vco-3' };
const asks = [];
const answers = { connections: { connections: [up, other, gone] }, 'connections?account=acme&region=eu-1': { connections: [{ ...other, state: 'UP' }] }, 'alerts?status=all': { alerts: [] }, 'commands?all&limit=500': { commands: [] }, summary: { targets: [], notice: '', now: new Date().toISOString() }, strips: { strips: {} }, availability: { rows: [] } };
const listeners = new Map();
let arrive = () => {};
const onItsWay = new Promise((done) => { arrive = done; });
let asked = () => {};
const isAsked = new Promise((done) => { asked = done; });

globalThis.location = { origin: '' };
globalThis.document = { hidden: false, addEventListener() {} };
globalThis.EventSource = class { addEventListener(name, take) { listeners.set(name, take); } };
globalThis.fetch = async (path) => {
  const name = path.replace('/api/v1/', '');
  asks.push(name);
  if (name === 'connections') { asked(); await onItsWay; }
  return { ok: true, json: async () => answers[name] };
};

const { follow } = await import('./web/feed.js');
let drawn = () => {};
let known;
const read = new Promise((done) => { known = follow((known) => { drawn(known); if (known.read) done(known.connections.get('vco-1').state); }); });
listeners.get('open')({});
await isAsked;
listeners.get('connection')({ data: JSON.stringify({ ...up, state: 'DOWN' }) });
arrive();
assert.equal(await read, 'DOWN');

const shown = new Promise((done) => { drawn = (known) => { if (known.connections.get('vco-2').state === 'UP') done([...known.connections.keys()].sort()); }; });
listeners.get('target')({ data: JSON.stringify({ target: 'acme/eu-1', stale: true }) });
assert.deepEqual(await shown, ['vco-1', 'vco-2']);
assert.equal(asks.filter((it) => it === 'connections').length, 1);

// A notice tells that an acknowledgement is over; the server knows when a maintenance comes again.
const command = { id: 'ack', type: 'ACKNOWLEDGE', state: 'IN_FORCE', at: '2026-01-01T00:00:00Z', fingerprint: 'a', until: null, recurrence: null, endedReason: null, refused: null };
listeners.get('command')({ data: JSON.stringify(command) });
listeners.get('notice')({ data: JSON.stringify({ fingerprint: 'a', outcome: 'SILENT', reason: 'ACKNOWLEDGEMENT_BROKEN', commandId: 'ack' }) });
assert.equal(known.answers.get('ack').endedReason, 'ACKNOWLEDGEMENT_BROKEN');
listeners.get('command')({ data: JSON.stringify({ ...command, id: 'daily', type: 'MAINTENANCE', until: '2026-01-01T01:00:00Z', recurrence: {} }) });
const readAgain = new Promise((done) => { drawn = () => { if (asks.filter((it) => it === 'connections').length === 2) done(true); }; });
listeners.get('heartbeat')({ data: JSON.stringify({ now: '2026-01-01T01:00:00Z' }) });
assert.ok(await readAgain);
process.exit(0);
