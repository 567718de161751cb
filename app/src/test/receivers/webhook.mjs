// Verifies requests, one JSON object a line, with the library of Standard Webhooks and with that of Svix.
import { readFileSync } from 'node:fs';
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';

const requests = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((it) => JSON.parse(it));

function isAccepted(Library, secret, body, headers) {
  try {
    new Library(secret).verify(body, headers);
    return true;
  } catch (refusal) {
    if (refusal.constructor.name !== 'WebhookVerificationError') {
      throw refusal;
    }
    return false;
  }
}

for (const { name, secrets, wrongSecret, body, headers } of requests) {
  for (const [library, Library] of [['standardwebhooks', Standard], ['svix', Svix]]) {
    const accepts = (secret, itsBody, changed) => isAccepted(Library, secret, itsBody, { ...headers, ...changed });
    const anHourAgo = String(Number(headers['webhook-timestamp']) - 3600);
    console.log(JSON.stringify({
      name,
      library,
      accepted: secrets.map((secret) => accepts(secret, body, {})),
      wrongSecret: accepts(wrongSecret, body, {}),
      changedBody: accepts(secrets[0], body.replace('CRITICAL', 'WARNING').replace('critical', 'warning'), {}),
      changedId: accepts(secrets[0], body, { 'webhook-id': 'another' }),
      changedTime: accepts(secrets[0], body, { 'webhook-timestamp': anHourAgo }),
    }));
  }
}
