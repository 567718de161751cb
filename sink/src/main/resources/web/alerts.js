// Alerts, the worst first; inhibited ones come last.
import { patchChildren } from './patch.js';
import { ago, element } from './elements.js';
import { timeText, withTimes } from './format.js';
import { acknowledgements, answerButtons, acknowledgedText } from './answers.js';
import { moment } from './past.js';
import { preferences, t } from './texts.js';

const RANK = /** @type {Record<string, number>} */ ({ CRITICAL: 0, WARNING: 1, INFO: 2 });
const MOST = 60;

/** @type {Map<string, any>} acknowledgements in force, by the fingerprint of their alert */
let acknowledged = new Map();

/** @param {import('./feed.js').Known} known @param {number} now */
export function drawAlerts(known, now) {
  const all = [...known.alerts.values()];
  acknowledged = moment.at === null ? acknowledgements(known.answers, known.alerts, now) : acknowledgedThen(known);
  const active = all.filter((it) => it.active).sort((a, b) =>
    Number(!!a.inhibitedBy) - Number(!!b.inhibitedBy) || (RANK[a.severity] ?? 3) - (RANK[b.severity] ?? 3) || b.firedAt.localeCompare(a.firedAt));
  const past = all.filter((it) => !it.active && !it.inhibitedBy).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  const notified = active.filter((it) => !it.inhibitedBy).length;
  set('alerts-title', [t('alerts'), element('span', 'quiet', notified ? ` ${notified}` : '')]);
  set('past-title', [t('past')]);
  list('alerts', active, !known.read ? t('loading') : t(moment.at !== null && known.incomplete?.length ? 'alertsMissing' : 'calm'), now, 'firedAt');
  list('past', past, t('none'), now, 'updatedAt');
}

/** Of an earlier time, each alert names the answers that were in force. @param {import('./feed.js').Known} known */
const acknowledgedThen = (known) => new Map([...known.alerts.values()].flatMap((alert) => alert.commands
  .map((/** @type {string} */ id) => known.answers.get(id)).filter((/** @type {any} */ it) => it?.type === 'ACKNOWLEDGE').map((/** @type {any} */ it) => [alert.fingerprint, it])));

/** @type {Map<string, string>} */
const drawn = new Map();

/** @param {string} id @param {(string | Node)[]} content */
function set(id, content) {
  const there = document.getElementById(id);
  if (there) patchChildren(there, content);
}

/** @param {string} id @param {any[]} items @param {string} none @param {number} now @param {string} when */
function list(id, items, none, now, when) {
  const quarterMinute = Math.floor(now / 15000);
  const look = JSON.stringify([items.slice(0, MOST).map((it) => [it.fingerprint, it.updatedAt, it.status, acknowledged.get(it.fingerprint)?.id, it.notice]), quarterMinute, moment.at, none, items.length, preferences]);
  if (drawn.get(id) === look) return;
  drawn.set(id, look);
  const shown = items.slice(0, MOST).map((it) => alertItem(it, now, when));
  if (items.length > MOST) shown.push(element('li', 'none', t('moreTroubles', items.length - MOST)));
  set(id, items.length ? shown : [element('li', 'none', none)]);
}

/** Who was told of the alert, or why nobody was. @param {any} notice */
function noticeText(notice) {
  if (notice.outcome === 'SILENT') return notice.text ? [withTimes(notice.text)] : [];
  const by = (/** @type {string} */ outcome) => [...new Set(notice.answers.filter((/** @type {any} */ it) => it.outcome === outcome).flatMap((/** @type {any} */ it) => it.destinations))].join(', ');
  return [by('DELIVERED') && t('sentTo', by('DELIVERED')), by('FAILED') && t('notTakenBy', by('FAILED'))].filter(Boolean);
}

/** Links that download the incident as one file. The time at which it fired names it, if the alert fires again meanwhile. @param {any} it */
const packetLinks = (it) => element('div', 'packet', [
  element('span', 'quiet', t('packet')),
  ...['html', 'json'].map((format) => element('a', 'answer', format.toUpperCase(), {
    href: `/api/v1/alerts/${encodeURIComponent(it.fingerprint)}/packet?firedAt=${encodeURIComponent(it.firedAt)}&format=${format}`,
    download: '', title: t('packetWhat'), 'aria-label': t('packetAs', format.toUpperCase(), it.rule),
  })),
]);

/** @param {any} it @param {number} now @param {string} when */
export function alertItem(it, now, when) {
  const connectionId = it.connectionId;
  const rule = element('span', 'rule', [element('span', '', it.severity === 'CRITICAL' ? '▲ ' : '△ ', { 'aria-hidden': 'true' }), it.rule]);
  const body = [
    element('div', 'head', [connectionId ? element('a', '', rule, { href: `#/c/${encodeURIComponent(connectionId)}` }) : rule, ago(it[when], now)]),
    element('p', '', withTimes(it.summary || it.entity), { dir: 'auto', title: it.summary }),
  ];
  if (it.advice) body.push(element('p', 'advice', it.advice, { dir: 'auto' }));
  const notes = [];
  if (it.diagnosis) notes.push(it.diagnosis);
  if (it.status !== 'FIRING' && it.active) notes.push(it.status.replaceAll('_', ' ').toLowerCase());
  if (it.initial) notes.push(t('initial'));
  if (it.inhibitedBy) notes.push(t('inhibited'));
  const answer = acknowledged.get(it.fingerprint);
  if (answer && it.active) notes.push(acknowledgedText(answer));
  if (it.notice && !it.inhibitedBy && !answer) notes.push(...noticeText(it.notice));
  if (notes.length) body.push(element('p', 'notes', notes.join(' · ')));
  if (it.members.length) {
    body.push(element('details', '', [
      element('summary', '', t('members', it.members.length)),
      element('div', 'members', it.members.map((/** @type {string} */ id) => element('a', '', id, { href: `#/c/${encodeURIComponent(id)}` }))),
    ]));
  }
  if (it.recentChanges.length) {
    body.push(element('p', 'notes', [`${t('before')} `, ...it.recentChanges.slice(0, 3).map((/** @type {any} */ change) => element('code', '', `${change.field}: ${change.before || '–'} → ${change.after || '–'} `))]));
  }
  if (it.active && !it.inhibitedBy && moment.at === null) body.push(answerButtons(it, answer));
  body.push(packetLinks(it));
  return element('li', `${it.severity}${it.inhibitedBy ? ' inhibited' : ''}`, body, { title: timeText(it[when]), 'data-key': it.fingerprint });
}
