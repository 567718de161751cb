package io.tunnelwatch.app.brokers;

import java.util.Map;

/** Settings that every broker of these tests has: it is alone in its cluster, small, and makes no topic by itself. */
final class SingleBroker {
    static final Map<String, String> SETTINGS = Map.of(
            "auto.create.topics.enable", "false",
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "5",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "5",
            "group.initial.rebalance.delay.ms", "0",
            "log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20),
            "log.index.size.max.bytes", Integer.toString(1 << 20));

    private SingleBroker() {}
}
