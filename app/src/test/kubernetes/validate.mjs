// Validates each object of a YAML file: one line of JSON with the object and what is wrong with it.
//   node validate.mjs FILE
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';

const packages = { 'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator' };

// YAML 1.1, as Kubernetes reads it: 0440 is octal there.
const documents = parseAllDocuments(await readFile(process.argv[2], 'utf8'), { version: '1.1' });
for (const object of documents.map((it) => it.toJS()).filter(Boolean)) {
  const { apiVersion, kind } = object;
  const models = await import(`${packages[apiVersion] ?? 'kubernetes-models'}/${apiVersion}`);
  let problem = null;
  try {
    new models[kind](object).validate();
  } catch (error) {
    problem = error.message;
  }
  console.log(JSON.stringify({ object, problem }));
}
