// Reads records of several topics and encodes them again; prints a JSON line a record, with the bytes that came of it.
// Usage: node read-again.mjs BROKER REGISTRY COUNT TOPIC...
import kafkajs from 'kafkajs';
import confluent from '@kafkajs/confluent-schema-registry';
import avro from 'avsc';

// JavaScript's numbers end at 2^53; content hashes and digests have 64 bits.
const long = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (value) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});

const [broker, host, count, ...topics] = process.argv.slice(2);
const registry = new confluent.SchemaRegistry(
  { host },
  { [confluent.SchemaType.AVRO]: { typeHook: (it) => (it === 'long' ? long : undefined) } },
);
const consumer = new kafkajs.Kafka({ clientId: 'third-party', brokers: [broker], logLevel: kafkajs.logLevel.ERROR }).consumer({
  groupId: 'third-party-again',
});

async function main() {
  let left = Number(count);
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await new Promise((resolve, reject) => {
    // A coordinator that is still loading is no reason to give up: the client comes back by itself.
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
    consumer.run({
      eachMessage: async ({ topic, message }) => {
        const value = await registry.decode(message.value);
        const again = await registry.encode(message.value.readInt32BE(1), value);
        const text = JSON.stringify(
          { topic, key: message.key.toString(), value, again: again.toString('base64') },
          (name, it) => (typeof it === 'bigint' ? it.toString() : it),
        );
        console.log(text);
        if (--left === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
