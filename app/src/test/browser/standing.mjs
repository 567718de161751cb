// Answers move from planned to in force and to over while the page is open, and a broken acknowledgement does not hold any more.
import assert from 'node:assert/strict';
import { answersInForce, endBroken, isToBeReadAgain, plannedAnswers } from './web/standing.js';

const at = (/** @type {string} */ time) => Date.parse(`2026-11-21T${time}Z`);
const answer = (id, type, more = {}) => [id, { id, type, state: 'IN_FORCE', at: '2026-11-21T08:00:00Z', from: '2026-11-21T08:00:00Z', until: '2026-11-21T12:00:00Z', fingerprint: null, recurrence: null, cancels: null, endedReason: null, refused: null, ...more }];
const ids = (list) => list.map((it) => it.id);
const alerts = new Map([['a', { active: true, firedAt: '2026-11-21T07:00:00Z' }]]);
const daily = { days: [], startTime: '18:00', durationMinutes: 60, zone: 'Asia/Shanghai', lastBegin: null };

// What begins later is planned, until it begins.
const answers = new Map([
  answer('now', 'SILENCE'),
  answer('later', 'MAINTENANCE', { from: '2026-11-21T10:00:00Z', until: '2026-11-21T11:00:00Z' }),
  answer('daily', 'MAINTENANCE', { from: '2026-11-21T10:00:00Z', until: '2026-11-21T11:00:00Z', recurrence: daily }),
  answer('last', 'MAINTENANCE', { from: '2026-11-21T10:00:00Z', until: '2026-11-21T11:00:00Z', recurrence: daily, state: 'ENDED' }),
  answer('cancelled', 'MAINTENANCE', { from: '2026-11-21T10:00:00Z' }),
  answer('end', 'CANCEL', { cancels: 'cancelled', until: null }),
  answer('refused', 'SILENCE', { from: '2026-11-21T10:00:00Z', refused: 'no' }),
]);
const standing = (time) => [ids(answersInForce(answers, alerts, at(time))), ids(plannedAnswers(answers, alerts, at(time)))];
assert.deepEqual(standing('09:59:59'), [['now'], ['later', 'daily', 'last']]);
assert.deepEqual(standing('10:00:00'), [['now', 'later', 'daily', 'last'], []]);
assert.deepEqual(standing('11:00:00'), [['now'], ['daily']], 'it comes again tomorrow');
assert.deepEqual(standing('07:59:59')[0], ['now'], 'the clock of this computer is late');
assert.deepEqual([...answers.values()].filter((it) => isToBeReadAgain(it, at('11:00:00'))).map((it) => it.id), ['daily']);
assert.ok(!isToBeReadAgain(answers.get('daily'), at('10:59:59')));

// The gate names the acknowledgement that it knows; the ones before it are over, too, and a later one holds.
const acknowledged = new Map([
  answer('first', 'ACKNOWLEDGE', { fingerprint: 'a' }),
  answer('second', 'ACKNOWLEDGE', { fingerprint: 'a', at: '2026-11-21T08:01:00Z' }),
  answer('third', 'ACKNOWLEDGE', { fingerprint: 'a', at: '2026-11-21T08:03:00Z' }),
  answer('other', 'SILENCE'),
]);
const notice = { fingerprint: 'a', reason: 'ACKNOWLEDGED', commandId: 'second' };
endBroken(acknowledged, notice);
assert.deepEqual(ids(answersInForce(acknowledged, alerts, at('08:05:00'))), ['first', 'second', 'third', 'other']);
const broken = { ...notice, reason: 'ACKNOWLEDGEMENT_BROKEN' };
endBroken(acknowledged, broken, '2026-11-21T08:00:30Z');
assert.deepEqual(ids(answersInForce(acknowledged, alerts, at('08:05:00'))), ['first', 'third', 'other'], 'the first is of an earlier incident');
endBroken(acknowledged, broken, undefined);
assert.deepEqual(ids(answersInForce(acknowledged, alerts, at('08:05:00'))), ['third', 'other']);
assert.deepEqual(ids(plannedAnswers(acknowledged, alerts, at('08:05:00'))), []);
