// Parses an AsyncAPI document with AsyncAPI's own parser, Avro payloads included, and prints a JSON line for each channel.
// Usage: node check.mjs DOCUMENT
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';

const parser = new Parser({ schemaParsers: [AvroSchemaParser()] });
const { document, diagnostics } = await parser.parse(readFileSync(process.argv[2], 'utf8'));
const faults = diagnostics.filter((it) => it.severity <= 1); // errors and warnings
faults.forEach((it) => console.error(`${it.code} at ${it.path.join('/')}: ${it.message}`));
if (!document || faults.length > 0) process.exit(1);
for (const channel of document.channels().all()) {
  const messages = channel.messages().all();
  console.log(JSON.stringify({
    address: channel.address(),
    messages: messages.map((it) => it.name()),
    fields: messages.flatMap((it) => Object.keys(it.payload().properties() ?? {})),
    operations: channel.operations().all().map((it) => it.action()),
  }));
}
