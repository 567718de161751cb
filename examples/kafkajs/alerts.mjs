// Prints every step of every alert, a line each: first those that are in the topic, then new ones, until it is stopped.
// kafkajs needs no codec for it, because the topics are compressed with gzip.
// Usage: node alerts.mjs BROKER REGISTRY
import kafkajs from 'kafkajs';
import confluent from '@kafkajs/confluent-schema-registry';

const [broker, host] = process.argv.slice(2);
const registry = new confluent.SchemaRegistry({ host });
const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.ERROR });
const consumer = kafka.consumer({ groupId: 'alerts-in-javascript' }); // reads committed records only, by default

await consumer.connect();
await consumer.subscribe({ topics: ['vpn.alerts.v1'], fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    if (message.value === null) return; // a null value removes the key
    const alert = await registry.decode(message.value);
    console.log(`${alert.status} ${alert.rule} ${alert.entity}: ${alert.summary}`);
  },
});
