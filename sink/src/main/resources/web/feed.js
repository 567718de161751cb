// The page's data: a full reading at the start and after every interruption, and changes in between.
import { endBroken, isToBeReadAgain } from './standing.js';

/** Time without any message from the server, heartbeats included, after which the page says that it is frozen. */
const SILENCE_MS = 25000;

/** Changes that come together are drawn together: a gateway that goes down is drawn once, not five hundred times. */
const DRAW_EVERY_MS = 250;
/** Answers in force come first, then the newest that are over. */
const MOST_ANSWERS = 500;
const STRIPS_EVERY_MS = 60000;
const MONTH_EVERY_MS = 300000;

/** Readings wait for each other: one that hangs must not keep the next from what is true. */
const ANSWER_WITHIN_MS = 30000;

/** Many reasons to read come at once. */
const TOGETHER_MS = 50;

/** More than these are read together with everything else. */
const FEW_TARGETS = 5;

/** A connection that is cut without a word never ends by itself: a silent stream is opened anew, this often at most. */
const LISTEN_AGAIN_MS = 30000;

/** Wait after the stream was refused, because too many listen or the password has changed, and after a target could not be read. */
const TRY_AGAIN_MS = 10000;

/**
 * @typedef {{connections: Map<string, any>, alerts: Map<string, any>, targets: Map<string, any>, answers: Map<string, any>, strips: Record<string, [string, number][]>,
 *   month: Map<string, any>, troubles: any[], incomplete?: any[], notice: string, scope?: Record<string, string>, heardWallMs: number, heardMonotonicMs: number, skew: number, read: boolean}} Known
 */

/** An address of this server without the name and the token of a link that was opened: browsers fetch no address with them. @param {string} path */
const here = (path) => location.origin + path;

/** @param {string} path @returns {Promise<any>} */
export async function ask(path) {
  const answer = await fetch(here(`/api/v1/${path}`), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? answer.status);
  return body;
}

/**
 * Sends a command. The header of our own tells the server that this page asked, and not a form of another site.
 *
 * @param {Record<string, any>} command @returns {Promise<any>}
 */
export async function send(command) {
  const answer = await fetch(here('/api/v1/commands'), {
    method: 'POST', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), body: JSON.stringify(command),
    headers: { 'Content-Type': 'application/json', 'X-Tunnelwatch-Request': '1' },
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? answer.status);
  return body;
}

/** Requests all connections, page after page: an answer holds a thousand. */
export async function askConnections(query = '') {
  const all = [];
  for (let path = `connections${query}`; path;) {
    const page = await ask(path);
    all.push(...page.connections);
    path = page.next?.replace('/api/v1/', '');
  }
  return all;
}

/** @param {(known: Known) => void} changed */
export function follow(changed) {
  /** @type {Known} */
  const known = {
    connections: new Map(), alerts: new Map(), targets: new Map(), answers: new Map(), strips: {}, month: new Map(), troubles: [], notice: '', heardWallMs: Date.now(), heardMonotonicMs: performance.now(), skew: 0, read: false,
  };
  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; changed(known); }, DRAW_EVERY_MS);
  };
  const markHeard = () => { known.heardWallMs = Date.now(); known.heardMonotonicMs = performance.now(); };
  /** Takes the server's time, since the browser's clock may be set, and may differ. @param {string} now */
  const setSkew = (now) => { known.skew = Date.parse(now) - Date.now(); };

  /**
   * For each request in progress, the changes that came since it was sent: the answer may lack them.
   *
   * @type {Set<(() => void)[]>}
   */
  const readings = new Set();

  /**
   * Applies an answer, and then the changes that came during the request, which are newer.
   *
   * @template T @param {Promise<T>} asked @param {(answer: T) => void} take
   */
  async function read(asked, take) {
    /** @type {(() => void)[]} */
    const meanwhile = [];
    readings.add(meanwhile);
    take(await asked.finally(() => readings.delete(meanwhile)));
    meanwhile.forEach((it) => it());
  }

  const readAll = () => read(Promise.all([askConnections(), ask('alerts?status=all'), ask('summary'), ask(`commands?all&limit=${MOST_ANSWERS}`)]), ([connections, alerts, summary, commands]) => {
    known.connections = new Map(connections.map((/** @type {any} */ it) => [it.id, it]));
    known.alerts = new Map(alerts.alerts.map((/** @type {any} */ it) => [it.fingerprint, it]));
    known.targets = new Map(summary.targets.map((/** @type {any} */ it) => [it.target, arrived(it)]));
    known.answers = new Map(commands.commands.map((/** @type {any} */ it) => [it.id, it]));
    known.troubles = summary.troubles;
    known.notice = summary.notice;
    known.scope = summary.scope;
    setSkew(summary.now);
    known.read = true;
    markHeard();
  }).then(() => changed(known));

  /** Reads one target's connections. @param {string} target */
  function readTarget(target) {
    const [account, region] = [target.slice(0, target.lastIndexOf('/')), target.slice(target.lastIndexOf('/') + 1)];
    return read(askConnections(`?account=${encodeURIComponent(account)}&region=${encodeURIComponent(region)}`), (connections) => {
      known.connections.forEach((it, id) => { if (it.account === account && it.region === region) known.connections.delete(id); });
      connections.forEach((it) => known.connections.set(it.id, it));
    }).then(draw);
  }

  async function readStrips() {
    known.strips = (await ask('strips')).strips;
    draw();
  }

  async function readMonth() {
    known.month = new Map((await ask('availability')).rows.map((/** @type {any} */ it) => [it.key, it]));
    draw();
  }

  const quietly = (/** @type {() => Promise<void>} */ read) => () => { if (!document.hidden) read().catch(draw); };
  /** One reading after the other, so that an older answer never replaces a newer one. */
  let last = Promise.resolve();
  const inTurn = (/** @type {() => Promise<void>} */ read) => { last = last.then(read).catch(draw); };

  let reading = 0;
  // Several reasons to read everything may come at once; one reading serves them all. The first does not wait for others.
  const readAllSoon = () => { clearTimeout(reading); reading = setTimeout(() => inTurn(() => readAll().then(readStrips).then(readMonth)), known.read ? TOGETHER_MS : 0); };

  /** Targets whose connections are to be read again. @type {Set<string>} */
  const changedTargets = new Set();
  function readSoon(/** @type {string} */ target) {
    if (!changedTargets.size) setTimeout(readTargets, TOGETHER_MS);
    changedTargets.add(target);
  }
  function readTargets() {
    if (changedTargets.size > FEW_TARGETS) readAllSoon();
    else changedTargets.forEach((it) => inTurn(() => readTarget(it).catch(() => { setTimeout(() => readSoon(it), TRY_AGAIN_MS); })));
    changedTargets.clear();
  }

  /** @type {[string, (event: Event) => void][]} */
  const wanted = [];
  function listen() {
    const source = new EventSource(here('/api/v1/stream'));
    wanted.forEach(([name, take]) => source.addEventListener(name, take));
    source.addEventListener('error', () => {
      if (!known.read) readAllSoon(); // a client that is refused the stream may still read
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      setTimeout(() => { readAllSoon(); listenAgain(source); }, TRY_AGAIN_MS);
    });
    return source;
  }
  /** @param {EventSource} old */
  function listenAgain(old) {
    if (old !== stream) return; // somebody else has done so meanwhile
    old.close();
    listenedMs = performance.now();
    stream = listen();
  }
  /** @param {string} name @param {(it: any) => void} take */
  const on = (name, take) => wanted.push([name, (event) => {
    markHeard();
    const it = JSON.parse(/** @type {MessageEvent} */ (event).data);
    take(it);
    readings.forEach((meanwhile) => meanwhile.push(() => take(it)));
    draw();
  }]);
  wanted.push(['open', readAllSoon]); // reads what happened while nobody listened
  on('reset', readAllSoon);
  on('heartbeat', (it) => {
    setSkew(it.now);
    if ([...known.answers.values()].some((answer) => isToBeReadAgain(answer, Date.parse(it.now)))) readAllSoon();
  });
  on('troubles', (it) => { known.troubles = it; });
  on('connection', (it) => {
    if (it.deleted) {
      known.connections.delete(it.id);
      return;
    }
    const before = known.connections.get(it.id);
    known.connections.set(it.id, it);
    if (before && before.state !== it.state) (known.strips[it.id] ??= []).push([it.state, Date.parse(it.since) / 1000]);
  });
  on('alert', (it) => known.alerts.set(it.fingerprint, it));
  on('command', (it) => known.answers.set(it.id, it));
  on('notice', (it) => {
    const alert = known.alerts.get(it.fingerprint);
    endBroken(known.answers, it, alert?.firedAt);
    if (alert && (it.outcome === 'NOTIFY' || it.outcome === 'SILENT')) known.alerts.set(it.fingerprint, { ...alert, notice: { ...it, text: it.detail, answers: [] } });
    else if (alert?.notice) known.alerts.set(it.fingerprint, { ...alert, notice: { ...alert.notice, answers: [...alert.notice.answers, it] } });
  });
  on('target', (it) => {
    const before = known.targets.get(it.target);
    if (it.retired) known.targets.delete(it.target);
    else known.targets.set(it.target, arrived(it));
    if (!known.read) return;
    // A target that becomes known again changes the display of all its connections, but not of others. An
    // answer that is under way may be of before: after it the target is read again.
    it.staleChanged ||= !before || before.stale !== it.stale;
    if (it.staleChanged) readSoon(it.target);
  });

  let listenedMs = performance.now();
  let stream = listen();

  setInterval(() => {
    if (isSilent(known) && performance.now() - listenedMs > LISTEN_AGAIN_MS) listenAgain(stream);
    changed(known);
  }, 1000);
  setInterval(quietly(readStrips), STRIPS_EVERY_MS);
  setInterval(quietly(readMonth), MONTH_EVERY_MS);
  document.addEventListener('visibilitychange', quietly(readStrips));
  return known;
}

/**
 * Time since the last message, by the wall clock or by the monotonic clock, whichever is longer.
 *
 * @param {{heardWallMs: number, heardMonotonicMs: number}} known
 */
export const isSilent = (known) => Math.max(Date.now() - known.heardWallMs, performance.now() - known.heardMonotonicMs) > SILENCE_MS;

/** @param {any} target */
const arrived = (target) => ({ ...target, arrivedAt: performance.now() });

/** Age of the latest scan when the server reported it, plus the time since. @param {any} target */
export const ageSeconds = (target) => target.ageSeconds + (performance.now() - target.arrivedAt) / 1000;

/** @param {any} target */
export const isStale = (target) => target.stale || target.lastComplete === null || ageSeconds(target) > target.staleAfterSeconds;
