// Writes the messages of a directory as constants of Slack's own types, and lets the compiler look at them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const messages = readdirSync(process.argv[2]).sort().map((file) => {
  const json = readFileSync(join(process.argv[2], file), 'utf8');
  return `export const ${file.replace('.json', '').replaceAll('-', '_')}: Sent = ${json};`;
});
writeFileSync('messages.ts', `import type { KnownBlock } from '@slack/types';
type Sent = { text: string; blocks: KnownBlock[] };
${messages.join('\n')}
`);
const program = ts.createProgram(['messages.ts'], {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
});
const problems = ts.getPreEmitDiagnostics(program)
  .map((it) => ts.flattenDiagnosticMessageText(it.messageText, ' '));
console.log(JSON.stringify({ messages: messages.length, problems }));
