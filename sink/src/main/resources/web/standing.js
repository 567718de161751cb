// Which answers are in force, planned or over. The page sees by itself that one begins or ends.

/** @typedef {{days: string[], startTime: string, durationMinutes: number, zone: string, lastBegin: string | null}} Recurrence */
/** @typedef {{id: string, type: string, state: string, by: string, at: string, reason: string, fingerprint: string | null, matcher: string[], from: string, until: string | null, recurrence: Recurrence | null, cancels: string | null, endedReason: string | null, refused: string | null}} Answer */

/**
 * The answers in force or planned. An acknowledgement ends with its alert; the page sees that as soon as the server does.
 *
 * @param {Map<string, Answer>} answers @param {Map<string, any>} alerts @param {number} now
 */
function openAnswers(answers, alerts, now) {
  const all = [...answers.values()].filter((it) => !it.refused);
  const cancelled = new Set(all.filter((it) => it.type === 'CANCEL').map((it) => it.cancels));
  return all.filter((it) => it.type !== 'CANCEL' && !cancelled.has(it.id) && !it.endedReason && (!isPast(it, now) || returns(it))
    && (it.type !== 'ACKNOWLEDGE' || isOpen(alerts.get(it.fingerprint ?? ''), it)));
}

/** @param {Answer} it @param {number} now */
export const isPast = (it, now) => !!it.until && Date.parse(it.until) <= now;

/** A recurring maintenance comes again after the occurrence that the server has named, until it ends. @param {Answer} it */
const returns = (it) => !!it.recurrence && it.state !== 'ENDED' && it.state !== 'CANCELLED';

/** Whether the server knows the next occurrence, and the page does not yet. @param {Answer} it @param {number} now */
export const isToBeReadAgain = (it, now) => isPast(it, now) && returns(it) && !it.refused;

/** One that was to begin at once does so, even if the clock of this computer is late. @param {Answer} it @param {number} now */
const isAhead = (it, now) => isPast(it, now) || Date.parse(it.from) > Math.max(now, Date.parse(it.at));

/** The answers in force. @param {Map<string, Answer>} answers @param {Map<string, any>} alerts @param {number} now */
export const answersInForce = (answers, alerts, now) => openAnswers(answers, alerts, now).filter((it) => !isAhead(it, now));

/** Those that begin later, or come again. @param {Map<string, Answer>} answers @param {Map<string, any>} alerts @param {number} now */
export const plannedAnswers = (answers, alerts, now) => openAnswers(answers, alerts, now).filter((it) => isAhead(it, now));

/**
 * What is known after a notice that an alert has become worse than what was acknowledged. With the acknowledgement end the earlier
 * ones of the incident, which it had replaced.
 *
 * @param {Map<string, Answer>} answers @param {{fingerprint: string, reason: string, commandId: string | null}} notice
 * @param {string | undefined} firedAt the beginning of the incident, if the alert is known
 */
export function endBroken(answers, notice, firedAt) {
  const broken = notice.reason === 'ACKNOWLEDGEMENT_BROKEN' ? answers.get(notice.commandId ?? '') : undefined;
  if (!broken) return;
  const begin = firedAt ? Date.parse(firedAt) : -Infinity;
  answers.forEach((it, id) => {
    if (it.type === 'ACKNOWLEDGE' && it.fingerprint === broken.fingerprint && Date.parse(it.at) >= begin && Date.parse(it.at) <= Date.parse(broken.at)) answers.set(id, { ...it, state: 'ENDED', endedReason: it.endedReason ?? notice.reason });
  });
}

/** Whether the incident that was acknowledged still lasts. @param {any} alert @param {Answer} answer */
const isOpen = (alert, answer) => !!alert?.active && Date.parse(alert.firedAt) <= Date.parse(answer.at);
