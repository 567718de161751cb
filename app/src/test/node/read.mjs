// Reads what is in a topic with kafkajs and its schema registry client, and prints it, a JSON line a record.
// Usage: node read.mjs BROKER REGISTRY TOPIC COUNT
import kafkajs from 'kafkajs';
import registry from '@kafkajs/confluent-schema-registry';

const [broker, registryUrl, topic, count] = process.argv.slice(2);
const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING });
const schemas = new registry.SchemaRegistry({ host: registryUrl });
const consumer = kafka.consumer({ groupId: `third-party-${topic}` });
let left = Number(count);
const giveUp = setTimeout(() => { console.error(`${left} of ${count} records did not come`); process.exit(1); }, 60000);

await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    if (left <= 0) return;
    left -= 1;
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
    const value = await schemas.decode(message.value);
    console.log(JSON.stringify({ key: String(message.key), headers, value }));
    if (left === 0) {
      clearTimeout(giveUp);
      setImmediate(() => process.exit(0));
    }
  },
});
