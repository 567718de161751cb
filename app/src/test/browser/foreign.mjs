// Pages of other sites cannot answer alerts in the name of who looks at them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { open, until } from './browser.mjs';

/** A page of another site, with a form that makes a body of JSON: what is before and behind the only = is name and value. @param {string} to @param {string} body */
const formOf = (to, body) => {
  const [name, value] = body.split('=').map((it) => it.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
  return `<!doctype html><title>Another site</title><form method="post" enctype="text/plain" action="${to}"><input type="hidden" name="${name}" value="${value}"><button>Win a prize</button></form>`;
};

/** A command of which nobody is told less: it is about a gateway that is not there. @param {string} id */
const foreign = (id) => JSON.stringify({ id, type: 'SILENCE', reason: 'none of their business', for: '1m', matcher: ['vpn_gateway_id=vpn-nowhere'] });

/** The content types with which a script of another site can send. */
const TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];
const sendAll = ([to, bodies]) => Promise.all(bodies.map(([body, mode, headers]) => fetch(to, { method: 'POST', mode, credentials: 'include', body, headers }).then((it) => it.status, () => 'refused')));

/** Another site, and another port of the same one, try what a form and a script can. None of it is recorded, though the page itself could say the same. */
export async function fromAnotherSite(browser, here) {
  const page = await open(browser, here);
  const to = `${here}/api/v1/commands`;
  let form = '';
  const site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(form)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const sent = [];
  const other = await page.context().newPage();
  for (const host of ['localhost', '127.0.0.1']) {
    const origin = `http://${host}:${site.address().port}`;
    sent.push(`form-${host}`);
    form = formOf(to, foreign(sent.at(-1)));
    await other.goto(origin);
    const [request, answer] = await Promise.all([other.waitForRequest(to), other.waitForResponse(to), other.click('button')]);
    assert.deepEqual(JSON.parse(request.postData()), JSON.parse(foreign(sent.at(-1))), 'the form sends no command');
    assert.match(await request.headerValue('content-type'), /^text\/plain/);
    assert.ok(answer.status() >= 400, `a form of ${origin} was answered ${answer.status()}`);
    await other.goto(origin);
    const tries = TYPES.flatMap((type) => ['cors', 'no-cors'].map((mode) => [type, mode, {}])).concat([['application/json', 'cors', { 'X-Tunnelwatch-Request': '1' }]]);
    const statuses = await other.evaluate(sendAll, [to, tries.map(([type, mode, more], i) => {
      sent.push(`script-${host}-${i}`);
      return [foreign(sent.at(-1)), mode, { 'Content-Type': type, ...more }];
    })]);
    assert.ok(statuses.every((it) => it === 'refused' || it === 0 || it >= 400), String(statuses));
  }
  site.close();
  const recordedIds = () => page.evaluate(async () => (await (await fetch('/api/v1/commands?all&limit=500')).json()).commands.map((it) => it.id));
  const own = await page.evaluate(sendAll, [to, [[foreign('own'), 'cors', { 'Content-Type': 'application/json', 'X-Tunnelwatch-Request': '1' }]]]);
  assert.deepEqual(own, [201], 'the command itself is wrong');
  await until(page, 'what the page itself has sent', async () => (await (await fetch('/api/v1/commands?all&limit=500')).json()).commands.some((it) => it.id === 'own'));
  assert.deepEqual((await recordedIds()).filter((it) => sent.includes(it)), [], 'another site has written');
  await page.context().close();
}
