// What the page knows, and how it keeps knowing it: one full reading, then changes as they come.

/** How long without a word from the server, heartbeats included, before the page says that it is frozen. */
const SILENCE_MS = 25000;

/**
 * @typedef {{connections: Map<string, any>, alerts: Map<string, any>, targets: Map<string, any>,
 *   notice: string, asOf: string | null, heard: number, skew: number}} Known
 * @param {(known: Known) => void} changed
 */
export function follow(changed) {
  /** @type {Known} */
  const known = {
    connections: new Map(), alerts: new Map(), targets: new Map(), notice: '', asOf: null, heard: 0, skew: 0,
  };

  const heard = () => { known.heard = Date.now(); };

  async function readAll() {
    const [connections, alerts, summary] = await Promise.all(
      ['connections', 'alerts?status=all', 'summary'].map(async (what) => {
        const answer = await fetch(`/api/v1/${what}`);
        if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
        return answer.json();
      }));
    known.connections = new Map(connections.connections.map((/** @type {any} */ it) => [it.id, it]));
    known.alerts = new Map(alerts.alerts.map((/** @type {any} */ it) => [it.fingerprint, it]));
    known.targets = new Map(summary.targets.map((/** @type {any} */ it) => [it.target, it]));
    known.notice = summary.notice;
    known.asOf = summary.asOf;
    known.skew = Date.parse(summary.now) - Date.now();
    heard();
    changed(known);
  }

  const retry = () => readAll().catch(() => changed(known));
  /** @param {string} name @param {(it: any) => void} take */
  const on = (name, take) => source.addEventListener(name, (event) => {
    heard();
    take(JSON.parse(/** @type {MessageEvent} */ (event).data));
    changed(known);
  });

  const source = new EventSource('/api/v1/stream');
  source.addEventListener('open', retry); // what happened while nobody listened is read, not guessed
  on('reset', retry);
  on('heartbeat', () => {});
  on('connection', (it) => {
    if (it.deleted) known.connections.delete(it.id);
    else known.connections.set(it.id, it);
  });
  on('alert', (it) => known.alerts.set(it.fingerprint, it));
  on('target', (it) => {
    const before = known.targets.get(it.target);
    known.targets.set(it.target, it);
    // Coming to light again changes how every connection of the target is shown.
    if (!before || before.stale !== it.stale) retry();
  });

  retry();
  setInterval(() => changed(known), 1000);
  return known;
}

/** @param {{heard: number}} known */
export const isSilent = (known) => Date.now() - known.heard > SILENCE_MS;

/** @param {any} target @param {number} now */
export const isStale = (target, now) =>
  !target.lastComplete || now - Date.parse(target.lastComplete) > target.pollSeconds * 3000 + 2000;
