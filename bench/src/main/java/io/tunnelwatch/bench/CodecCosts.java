package io.tunnelwatch.bench;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures what the codecs of Kafka's batches cost: bytes on disk, and processor time of the thread that writes and of the
 * thread that reads. The codecs take turns, and every run has a topic of its own; the first round warms up and does not count.
 *
 * <p>Arguments: connections of a key scan, scans without a change, rounds (5000 500 7).
 */
public final class CodecCosts {
    private static final String KEY = "bench/region-0";

    /** Producer settings of the codecs, by the name that the result has. */
    private static final Map<String, Map<String, Object>> CODECS = codecs();

    private record Run(long bytes, double writingMillis, double readingMillis) {}

    /** @param batchBytes largest batch; a scan without a change is a batch of one record */
    private record Load(String name, List<byte[]> values, int batchBytes, boolean oneByOne) {}

    private final KafkaAccess access;
    private final Admin admin;

    private CodecCosts(KafkaAccess access, Admin admin) {
        this.access = access;
        this.admin = admin;
    }

    public static void main(String[] arguments) throws Exception {
        int connections = Integer.parseInt(arguments[0]);
        int scans = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        try (var house = BenchCluster.open();
                var admin = Admin.create(house.access().admin())) {
            var bench = new CodecCosts(house.access(), admin);
            bench.measure(
                    new Load("key scan of " + connections, bench.keyScan(connections), 256 * 1024, false), rounds);
            bench.measure(new Load(scans + " scans without a change", bench.quietScans(scans), 16_384, true), rounds);
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private void measure(Load load, int rounds) throws Exception {
        var runs = new LinkedHashMap<String, List<Run>>();
        for (int round = 0; round <= rounds; round++) {
            for (var codec : CODECS.entrySet()) {
                Run run = run(
                        "codec-" + load.name().hashCode() + "-" + round + "-" + codec.getKey(), load, codec.getValue());
                if (round > 0) {
                    runs.computeIfAbsent(codec.getKey(), it -> new ArrayList<>())
                            .add(run);
                }
            }
        }
        long plain = load.values().stream().mapToLong(it -> it.length).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: %,d records, %,d bytes of values%n",
                load.name(),
                load.values().size(),
                plain);
        runs.forEach((codec, its) -> System.out.printf(
                Locale.ROOT,
                "  %-8s %,12.0f bytes  writing %7.1f ms (%.1f to %.1f)  reading %7.1f ms (%.1f to %.1f)%n",
                codec,
                quantile(its, 0.5, Run::bytes),
                quantile(its, 0.5, Run::writingMillis),
                quantile(its, 0, Run::writingMillis),
                quantile(its, 1, Run::writingMillis),
                quantile(its, 0.5, Run::readingMillis),
                quantile(its, 0, Run::readingMillis),
                quantile(its, 1, Run::readingMillis)));
    }

    private Run run(String topic, Load load, Map<String, Object> codec) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                .all()
                .get();
        double writing = write(topic, load, codec);
        double reading = read(topic, load.values().size());
        long bytes = bytesOf(new TopicPartition(topic, 0));
        admin.deleteTopics(Set.of(topic)).all().get();
        return new Run(bytes, writing, reading);
    }

    private long bytesOf(TopicPartition partition) throws Exception {
        var brokers =
                admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(it -> it.values().stream())
                .flatMap(it -> Stream.ofNullable(it.replicaInfos().get(partition)))
                .mapToLong(ReplicaInfo::size)
                .sum();
    }

    /** Processor time of this thread, in which a batch is compressed record by record. */
    private double write(String topic, Load load, Map<String, Object> codec) throws Exception {
        var settings = access.producer();
        settings.put("linger.ms", 1);
        settings.put("batch.size", load.batchBytes());
        settings.put("max.in.flight.requests.per.connection", 1);
        settings.putAll(codec);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
            long began = processorNanos();
            for (byte[] value : load.values()) {
                var sent = producer.send(new ProducerRecord<>(topic, key, value));
                if (load.oneByOne()) {
                    sent.get();
                }
            }
            producer.flush();
            return (processorNanos() - began) / 1e6;
        }
    }

    /** Processor time of this thread, in which a batch is decompressed. */
    private double read(String topic, int records) {
        try (var consumer =
                new KafkaConsumer<>(access.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = Set.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            consumer.position(partitions.iterator().next());
            long began = processorNanos();
            for (int left = records; left > 0; ) {
                left -= consumer.poll(Duration.ofSeconds(1)).count();
            }
            return (processorNanos() - began) / 1e6;
        }
    }

    private List<byte[]> keyScan(int connections) throws MalformedResponseException {
        var mapper = new ResponseMapper(new Fingerprints("a key".getBytes(StandardCharsets.UTF_8)));
        var bodies = mapper.listing(SamplePage.of(connections, true)).value().connections();
        return serialized(List.copyOf(bodies));
    }

    private List<byte[]> quietScans(int scans) {
        var bodies = new ArrayList<Object>();
        for (int scan = 0; scan < scans; scan++) {
            bodies.add(new ScanCompleted(false, 10_000, 0x9E3779B97F4A7C15L, 200, at(scan), 0));
        }
        return serialized(bodies);
    }

    private List<byte[]> serialized(List<?> bodies) {
        var values = new ArrayList<byte[]>();
        try (var serializer = access.serde(Observation.class).serializer()) {
            for (int i = 0; i < bodies.size(); i++) {
                Instant now = at(i);
                var observation = new Observation(
                        "bench",
                        "region-0",
                        new Order(1L, 1L, i),
                        now,
                        now.plusMillis(SampleScans.POLL_MILLIS),
                        SampleScans.POLL_MILLIS,
                        bodies.get(i));
                values.add(serializer.serialize(Topics.OBSERVATIONS.name(), observation));
            }
        }
        return values;
    }

    private static Instant at(int scan) {
        return Instant.EPOCH.plusMillis(scan * SampleScans.POLL_MILLIS);
    }

    private static double quantile(List<Run> runs, double share, ToDoubleFunction<Run> of) {
        double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Map<String, Map<String, Object>> codecs() {
        var codecs = new LinkedHashMap<String, Map<String, Object>>();
        codecs.put("none", Map.of("compression.type", "none"));
        codecs.put("lz4", Map.of("compression.type", "lz4"));
        codecs.put("snappy", Map.of("compression.type", "snappy"));
        codecs.put("zstd", Map.of("compression.type", "zstd"));
        codecs.put("gzip-1", Map.of("compression.type", "gzip", "compression.gzip.level", 1));
        codecs.put("gzip", Map.of("compression.type", "gzip"));
        return codecs;
    }
}
