package io.tunnelwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Measures how long it takes to answer how long each connection was down in a year: from samples, all of which are read again;
 * from the topics of transitions and of history, both read from the beginning; and from a running sink. All must give the right
 * answer.
 *
 * <p>Arguments: connections (20), rounds (5), outages of each connection (60).
 */
public final class BesideSamples {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BenchCluster house;
    private final KafkaAccess access;
    private final int connections;
    private final YearOfOutages year;
    private final HttpClient http = HttpClient.newHttpClient();

    private BesideSamples(BenchCluster house, int connections, int outages) {
        this.house = house;
        this.access = house.access();
        this.connections = connections;
        this.year = new YearOfOutages(access, connections, outages);
    }

    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int outages = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
        try (var house = BenchCluster.open()) {
            new BesideSamples(house, connections, outages).run(rounds);
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private void run(int rounds) throws Exception {
        year.writeSamples();
        year.writeTransitions();
        String directory = house.directory("sink").toString();
        var settings = SinkSettings.of(house.settings().with(Map.of("http.port", "0", "sink.state.dir", directory)));
        try (var sink = Sink.start(settings, new PrometheusRegistry(), Map::of)) {
            List<Integer> all = IntStream.range(0, connections).boxed().toList();
            awaitHistory(sink, all);
            race("all connections", sink, all, rounds);
            race("one connection", sink, List.of(connections / 2), rounds);
        }
    }

    /** A way to answer for how many milliseconds each connection was down. */
    private interface OutageSource {
        Map<String, Long> answer(List<Integer> asked) throws IOException, InterruptedException;
    }

    private void race(String question, Sink sink, List<Integer> asked, int rounds) throws Exception {
        var listeners = new LinkedHashMap<String, OutageSource>();
        listeners.put("samples", this::fromSamples);
        listeners.put("transitions' topic", this::fromTransitions);
        listeners.put("history's topic", this::fromHistory);
        listeners.put("sink", it -> fromSink(sink, it));
        var millis = new LinkedHashMap<String, List<Double>>();
        for (int round = 0; round <= rounds; round++) {
            for (var it : listeners.entrySet()) {
                double took = millis(it.getValue(), asked);
                if (round > 0) { // the first round warms up
                    millis.computeIfAbsent(it.getKey(), any -> new ArrayList<>())
                            .add(took);
                }
            }
        }
        double samples = Race.median(millis.getOrDefault("samples", List.of()));
        millis.forEach((name, each) -> System.out.printf(
                "%s, %s: median %.1f ms, samples take %.1f times as long; rounds %s%n",
                question, name, Race.median(each), samples / Race.median(each), listed(each)));
    }

    private static String listed(List<Double> millis) {
        return millis.stream().map("%.1f"::formatted).collect(Collectors.joining(", "));
    }

    /** Milliseconds for one answer, averaged over a tenth of a second: quick answers are too quick to be timed alone. */
    private double millis(OutageSource witness, List<Integer> asked) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int answers = 0;
        do {
            Map<String, Long> answer = witness.answer(asked);
            if (!isRight(answer, asked)) {
                throw new IllegalStateException(
                        "Wrong answer, not down for " + year.downMillis() + " ms each: " + answer);
            }
            answers++;
        } while (Readings.secondsSince(start) < 0.1);
        return Readings.secondsSince(start) * 1_000 / answers;
    }

    private boolean isRight(Map<String, Long> answer, List<Integer> asked) {
        return answer.size() == asked.size()
                && asked.stream()
                        .allMatch(it -> answer.getOrDefault(SampleConnections.id(it), -1L) == year.downMillis());
    }

    private Map<String, Long> fromSamples(List<Integer> asked) {
        long[] millis = new long[connections];
        var partitions = asked.stream()
                .map(it -> new TopicPartition(YearOfOutages.SAMPLES, it))
                .toList();
        read(partitions, new ByteArrayDeserializer(), it -> {
            if (it.value()[0] == YearOfOutages.DOWN) {
                millis[it.partition()] += YearOfOutages.POLL_MILLIS;
            }
        });
        return asked.stream().collect(Collectors.toMap(SampleConnections::id, it -> millis[it]));
    }

    private Map<String, Long> fromTransitions(List<Integer> asked) {
        Map<String, Long> answer = nothingYet(asked);
        read(Topics.TRANSITIONS, Transition.class, it -> {
            var before = it.getFrom();
            if (before != null && before.getState() == FacetState.DOWN) {
                long lasted =
                        Duration.between(before.getSince(), it.getDetectedAt()).toMillis();
                answer.computeIfPresent(it.getEntity(), (any, sum) -> sum + lasted);
            }
        });
        return answer;
    }

    private Map<String, Long> fromHistory(List<Integer> asked) {
        Map<String, Long> answer = nothingYet(asked);
        read(Topics.HISTORY, Interval.class, it -> {
            Long lasted = it.getDurationMillis();
            if (lasted != null && it.getState() == FacetState.DOWN) {
                answer.computeIfPresent(it.getEntity(), (any, sum) -> sum + lasted);
            }
        });
        return answer;
    }

    private static Map<String, Long> nothingYet(List<Integer> asked) {
        return asked.stream().collect(Collectors.toMap(SampleConnections::id, it -> 0L));
    }

    private Map<String, Long> fromSink(Sink sink, List<Integer> asked) throws IOException, InterruptedException {
        String only = asked.size() == 1 ? "&q=" + SampleConnections.id(asked.get(0)) : "";
        URI question = sink.address().resolve("/api/v1/availability?from=" + year.from() + "&to=" + year.to() + only);
        var answer = http.send(HttpRequest.newBuilder(question).build(), HttpResponse.BodyHandlers.ofByteArray());
        var down = new TreeMap<String, Long>();
        for (JsonNode row : JSON.readTree(answer.body()).path("rows")) {
            down.put(row.path("key").asText(), row.path("downSeconds").asLong() * 1_000);
        }
        return down;
    }

    private void awaitHistory(Sink sink, List<Integer> all) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!isRight(fromSink(sink, all), all)) {
            if (Readings.secondsSince(start) > PATIENCE.toSeconds()) {
                throw new IllegalStateException("The sink does not know the year within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private <T extends SpecificRecord> void read(Topic topic, Class<T> type, Consumer<T> each) {
        var partitions = IntStream.range(0, topic.partitions())
                .mapToObj(it -> new TopicPartition(topic.name(), it))
                .toList();
        read(partitions, access.serde(type).deserializer(), it -> each.accept(it.value()));
    }

    private <V> void read(
            List<TopicPartition> partitions, Deserializer<V> values, Consumer<ConsumerRecord<byte[], V>> each) {
        var settings = access.consumer();
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", 20_000);
        settings.put("max.partition.fetch.bytes", 8 << 20);
        settings.put("fetch.max.wait.ms", 10); // closing waits for a last fetch, which is empty
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(each);
            }
        }
    }
}
