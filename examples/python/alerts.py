"""Prints every step of every alert that is in the topic now, a line each.

Usage: alerts.py BROKER REGISTRY
Needs confluent-kafka and avro (Debian: python3-confluent-kafka, python3-avro).
"""

import io
import json
import sys
import urllib.request

import avro.io
import avro.schema
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

TOPIC = "vpn.alerts.v1"


class Decoder:
    """Reads Confluent's wire format: a zero byte, four bytes of schema id, the record."""

    def __init__(self, registry):
        self.registry = registry
        self.readers = {}

    def decode(self, value):
        if value[0] != 0:
            raise ValueError(f"not in Confluent's wire format: {value[:5]!r}")
        reader = self.reader(int.from_bytes(value[1:5], "big"))
        return reader.read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))

    def reader(self, schema_id):
        if schema_id not in self.readers:
            with urllib.request.urlopen(f"{self.registry}/schemas/ids/{schema_id}") as answer:
                schema = avro.schema.parse(json.load(answer)["schema"])
            self.readers[schema_id] = avro.io.DatumReader(schema)
        return self.readers[schema_id]


def alerts(brokers, registry):
    decoder = Decoder(registry)
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "alerts-in-python",  # required, though no offset is committed
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    partitions = consumer.list_topics(TOPIC).topics[TOPIC].partitions
    consumer.assign([TopicPartition(TOPIC, it, OFFSET_BEGINNING) for it in partitions])
    left = set(partitions)
    while left:
        message = consumer.poll(10)
        if message is None:
            raise TimeoutError(f"nothing came from {brokers} for 10 s")
        if message.error():
            if message.error().name() != "_PARTITION_EOF":
                raise RuntimeError(message.error().str())
            left.discard(message.partition())
        elif message.value() is not None:  # a null value removes the key
            yield decoder.decode(message.value())
    consumer.close()


if __name__ == "__main__":
    for alert in alerts(*sys.argv[1:3]):
        print(f"{alert['status']} {alert['rule']} {alert['entity']}: {alert['summary']}")
