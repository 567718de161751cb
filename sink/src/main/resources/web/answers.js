// What people answer to alerts: acknowledge, silence, maintenance. A dialog asks, a view lists what is in force.
import { patchChildren } from './patch.js';
import { send } from './feed.js';
import { moment } from './past.js';
import { answersInForce, isPast, plannedAnswers } from './standing.js';
import { field, recurrenceFields } from './recurrence.js';
import { ago, element, wide } from './elements.js';
import { timeText, weekdayText, withTimes } from './format.js';
import { t } from './texts.js';

/** @typedef {import('./standing.js').Answer} Answer */
/** @typedef {import('./standing.js').Recurrence} Recurrence */

const HOURS = [0.5, 1, 2, 4, 8, 24];
const USUAL_HOURS = /** @type {Record<string, number>} */ ({ ACKNOWLEDGE: 4, SILENCE: 2, MAINTENANCE: 1 });
const MOST_PAST = 50;

/**
 * Buttons at an alert that somebody was notified of.
 *
 * @param {any} alert @param {Answer | undefined} acknowledged
 */
export function answerButtons(alert, acknowledged) {
  const made = acknowledged
    ? [action('CANCEL', t('endAcknowledgement'), { 'data-ends': acknowledged.id })]
    : [action('ACKNOWLEDGE', t('acknowledge'))];
  return element('div', 'answers', [...made, action('SILENCE', t('silenceIt')), action('MAINTENANCE', t('maintainIt'))], { 'data-fingerprint': alert.fingerprint });
}

/** Declares maintenance for what the matcher selects. @param {string} matcher */
export const maintenanceButton = (matcher) => element('div', 'answers', [action('MAINTENANCE', t('newMaintenance'), { 'data-matcher': matcher })]);

/** @param {string} type @param {string} text @param {Record<string, string>} [attributes] */
const action = (type, text, attributes = {}) => element('button', 'answer', text, { type: 'button', 'data-answer': type, ...attributes });

/** Acknowledgements in force, by the fingerprint of their alert. @param {Map<string, Answer>} answers @param {Map<string, any>} alerts @param {number} now */
export const acknowledgements = (answers, alerts, now) => new Map(answersInForce(answers, alerts, now).filter((it) => it.type === 'ACKNOWLEDGE').map((it) => [it.fingerprint ?? '', it]));

/** @param {Answer} it */
export const acknowledgedText = (it) => t('acknowledged', it.by, it.until ? timeText(it.until) : '–');

/** Opens the dialog of the button that was pressed, wherever on the page it stands. @param {import('./feed.js').Known} known */
export function listenForAnswers(known) {
  document.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest?.('[data-answer]'));
    if (!button || moment.at !== null) return; // an earlier time is beyond all answers
    const type = button.dataset.answer ?? '';
    if (type === 'CANCEL') {
      end(button, button.dataset.ends ?? '');
      return;
    }
    const fingerprint = /** @type {HTMLElement | null} */ (button.closest('[data-fingerprint]'))?.dataset.fingerprint;
    const alert = fingerprint === undefined ? undefined : known.alerts.get(fingerprint);
    open(type, alert, button.dataset.matcher ?? '');
  });
}

/** The button keeps the keyboard: one that is disabled would lose it. @param {HTMLElement} button @param {string} id */
async function end(button, id) {
  if (button.getAttribute('aria-disabled')) return; // the end is on its way
  button.setAttribute('aria-disabled', 'true');
  try {
    await send({ id: newId(), type: 'CANCEL', cancels: id });
  } catch (error) {
    button.replaceWith(element('span', 'refused', messageOf(error), { role: 'alert' }));
  }
}

/** @param {string} type @param {any} alert @param {string} matcher */
function open(type, alert, matcher) {
  const dialog = /** @type {HTMLDialogElement} */ (element('dialog', 'asking', [], { 'aria-labelledby': 'asking-title' }));
  const needsMore = type !== 'ACKNOWLEDGE';
  const hours = /** @type {HTMLSelectElement} */ (element('select', '', HOURS.map((it) => element('option', '', t('hours', it), { value: String(it) }))));
  hours.value = String(USUAL_HOURS[type]);
  const howLong = field(t('forHowLong'), hours);
  const reason = /** @type {HTMLInputElement} */ (element('input', '', [], { type: 'text', maxlength: '500', autocomplete: 'off' }));
  reason.required = needsMore;
  const matchers = /** @type {HTMLTextAreaElement} */ (element('textarea', '', matcher || (alert ? matcherOf(type, alert) : ''), { rows: '4', spellcheck: 'false' }));
  matchers.required = needsMore;
  const again = type !== 'MAINTENANCE' ? null : recurrenceFields((returns) => {
    /** @type {HTMLElement} */ (howLong.firstChild).textContent = t(returns ? 'howLongEachTime' : 'forHowLong');
  });
  const refusal = element('p', 'refused', [], { role: 'alert' });
  const submit = element('button', 'primary', t(type), { type: 'submit' });
  const cancel = element('button', 'close', t('dismiss'), { type: 'button' });
  const form = element('form', '', [
    element('h2', '', t(`${type}_title`), { id: 'asking-title' }),
    element('p', 'quiet', t(`${type}_what`)),
    ...(alert ? [element('p', '', withTimes(alert.summary || alert.entity), { dir: 'auto' })] : []),
    ...(needsMore ? [field(t('matcher'), matchers)] : []),
    howLong,
    field(needsMore ? t('reason') : t('reasonOptional'), reason),
    ...(again?.parts ?? []),
    refusal,
    element('div', 'bar', [submit, cancel]),
  ], { method: 'dialog' });
  dialog.append(form);
  // The same id is sent again after a failure, so that a command that arrived after all is not given twice.
  const id = newId();
  let isOnItsWay = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    refusal.textContent = '';
    try {
      await send({
        id, type, reason: reason.value.trim(), until: new Date(Date.now() + Number(hours.value) * 3600000).toISOString(),
        ...(needsMore ? { matcher: matchers.value.split('\n').map((it) => it.trim()).filter(Boolean) } : { fingerprint: alert.fingerprint }),
        ...again?.read(Number(hours.value)),
      });
      dialog.close();
    } catch (error) {
      refusal.textContent = messageOf(error);
      isOnItsWay = false;
    }
  });
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  (needsMore ? reason : submit).focus();
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** Random, also where a page without TLS has no randomUUID. */
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, '0')).join('');

/** A silence is about an alert and nothing else; a maintenance about all alerts of what is worked at. @param {string} type @param {any} alert */
const matcherOf = (type, alert) => [
  ...(type === 'MAINTENANCE' ? [] : [`alertname=${alert.rule}`, ...(alert.tunnelId ? [`tunnel_id=${alert.tunnelId}`] : [])]),
  ...subjectOf(alert),
].join('\n');

/** What an alert is about: its connection, its gateway, or all of its target. @param {any} alert */
function subjectOf(alert) {
  if (alert.connectionId) return [`vpn_connection_id=${alert.connectionId}`];
  if (alert.entity.startsWith('cgw-')) return [`customer_gateway_id=${alert.entity}`];
  if (alert.entity.startsWith('vpn-')) return [`vpn_gateway_id=${alert.entity}`];
  return [`account=${alert.account}`, `region=${alert.region}`];
}

/**
 * The view of all answers: those in force first, the oldest on top, then what is planned, the next on top, then what is over.
 *
 * @param {HTMLElement} into @param {Map<string, Answer>} answers @param {Map<string, any>} alerts @param {number} now
 */
export function drawAnswers(into, answers, alerts, now) {
  const inForce = answersInForce(answers, alerts, now).sort((a, b) => a.at.localeCompare(b.at));
  const planned = plannedAnswers(answers, alerts, now).sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const past = [...answers.values()].filter((it) => !inForce.includes(it) && !planned.includes(it)).sort((a, b) => b.at.localeCompare(a.at)).slice(0, MOST_PAST);
  const since = (/** @type {Answer} */ it) => ago(it.at, now);
  const begin = (/** @type {Answer} */ it) => (isPast(it, now) ? '–' : timeText(it.from));
  const hadKeyboard = into.contains(document.activeElement);
  patchChildren(into, [
    element('div', 'bar', [element('h2', '', t('inForce')), action('SILENCE', t('newSilence')), action('MAINTENANCE', t('newMaintenance'))]),
    inForce.length ? table(t('inForce'), inForce, alerts, ['since', since], true) : element('p', 'quiet', t('nothingInForce')),
    ...(planned.length ? [element('h2', '', t('plannedAnswers')), table(t('plannedAnswers'), planned, alerts, ['begins', begin], true)] : []),
    element('h2', '', t('formerAnswers')),
    past.length ? table(t('formerAnswers'), past, alerts, ['since', since], false) : element('p', 'quiet', t('none')),
  ]);
  // A button that ended its answer is gone, and the keyboard would be at the top of the page; another such button would end what it is not meant to.
  if (hadKeyboard && !into.contains(document.activeElement)) /** @type {HTMLElement | null} */ (into.querySelector('.bar [data-answer]'))?.focus();
}

/** @param {string} label @param {Answer[]} answers @param {Map<string, any>} alerts @param {[string, (it: Answer) => Node | string]} when @param {boolean} isOpen */
const table = (label, answers, alerts, [when, whenOf], isOpen) => wide(label, element('table', 'plain', [
  element('thead', '', element('tr', '', [...['answer', 'covers', 'reason', 'who', when, 'until'].map((name) => element('th', '', t(name), { scope: 'col' })), element('th', '', element('span', 'visually-hidden', t('endIt')), { scope: 'col' })])),
  element('tbody', '', answers.map((it) => element('tr', '', [
    element('td', '', [t(it.type), ...(it.refused ? [element('small', 'refused', it.refused)] : [])]),
    element('td', '', covered(it, alerts)),
    element('td', '', it.reason || '–', { dir: 'auto' }),
    element('td', '', it.by, { dir: 'auto' }),
    element('td', '', [whenOf(it), ...(it.recurrence ? [element('small', '', recurrenceText(it.recurrence))] : [])]),
    element('td', 'when', [it.until ? timeText(it.until) : '–', ...(it.endedReason === 'ACKNOWLEDGEMENT_BROKEN' ? [element('small', '', t('ACKNOWLEDGEMENT_BROKEN'))] : [])]),
    element('td', '', isOpen ? action('CANCEL', t('endIt'), { 'data-ends': it.id }) : ''),
  ], { 'data-key': it.id }))),
]));

/** @param {Recurrence} it */
const recurrenceText = (it) => t('returns', it.days.length ? it.days.map(weekdayText).join(', ') : t('everyDay'), it.startTime, it.zone, it.durationMinutes);

/** @param {Answer} it @param {Map<string, any>} alerts */
function covered(it, alerts) {
  if (it.fingerprint) {
    const alert = alerts.get(it.fingerprint);
    return alert ? [`${alert.rule} ${alert.entity}`] : [element('code', '', it.fingerprint)];
  }
  return it.matcher.length ? it.matcher.flatMap((one, i) => [i ? ' ' : '', element('code', '', one)]) : ['–'];
}
