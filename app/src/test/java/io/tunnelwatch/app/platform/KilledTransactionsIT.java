package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker dies between a transaction's decision and its markers, which is when a single node can lose the transaction: see
 * docs/decisions/0005-one-node-is-never-fenced.md. With this many writers, some transactions are in that phase at every kill.
 */
class KilledTransactionsIT {
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int WRITERS = 8;

    /** Many, so that writing the markers takes a while. */
    private static final int PARTITIONS = 24;

    private static final int COMMITS_BEFORE_A_KILL = 100;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", 20261121L);
    private final Random random = new Random(seed);
    private final Set<String> committed = new ConcurrentSkipListSet<>();

    @Test
    void shouldFinishEveryTransactionThatWasDecidedBeforeAKill() throws Exception {
        // Given
        for (int life = 0; life < KILLS; life++) {
            commitUntilKilled(life);
            killWhileStarting();
        }

        // When
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            endWhatWasLeftOpen(broker.bootstrapServers());

            // Then
            List<String> read = Records.read(broker.bootstrapServers());
            assertThat(Records.areAllDecided(broker.bootstrapServers()))
                    .as("no transaction hangs; seed %d", seed)
                    .isTrue();
            assertThat(read).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(read)).containsAll(committed);
            assertThat(committed).hasSizeGreaterThanOrEqualTo(KILLS * COMMITS_BEFORE_A_KILL);
        }
    }

    /** Kills the broker at a random moment of its start. */
    private void killWhileStarting() throws Exception {
        Process process = BrokerProcess.launch(directory);
        try {
            process.waitFor(random.nextInt(2_500), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void commitUntilKilled(int life) throws Exception {
        Process process = BrokerProcess.launch(directory);
        var writers = new ArrayList<Thread>();
        try {
            String address = BrokerProcess.address(process);
            if (life == 0) {
                Records.createTopic(address, PARTITIONS);
            }
            var enough = new CountDownLatch(COMMITS_BEFORE_A_KILL);
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "writer-" + life + "-" + writer;
                writers.add(new Thread(() -> commit(address, name, process, enough)));
            }
            writers.forEach(Thread::start);
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private void commit(String address, String name, Process broker, CountDownLatch enough) {
        var producer = producer(address, name);
        try {
            producer.initTransactions();
            for (int i = 0; broker.isAlive(); i++) {
                String value = name + "-" + i;
                producer.beginTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    producer.send(new ProducerRecord<>(Records.TOPIC, partition, null, value + "-" + partition));
                }
                producer.commitTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    committed.add(value + "-" + partition);
                }
                enough.countDown();
            }
        } catch (KafkaException e) {
            if (broker.isAlive()) {
                throw e;
            }
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static void endWhatWasLeftOpen(String address) {
        for (int life = 0; life < KILLS; life++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                try (var producer = producer(address, "writer-" + life + "-" + writer)) {
                    producer.initTransactions();
                }
            }
        }
    }

    private static KafkaProducer<String, String> producer(String address, String transactionalId) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        address,
                        "transactional.id",
                        transactionalId,
                        "max.block.ms",
                        5_000,
                        "reconnect.backoff.max.ms",
                        100),
                new StringSerializer(),
                new StringSerializer());
    }
}
