package io.tunnelwatch.app.sql;

import static io.tunnelwatch.app.sql.HistoryTopic.interval;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.sql.IntervalWriter;
import io.tunnelwatch.sink.sql.Postgres;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database contains the intervals of the topic exactly once, whatever happens to either side meanwhile. */
@SuppressWarnings("NullAway.Init") // @BeforeAll
class PostgresIT {
    private static final Instant BEGAN = Instant.parse("2026-03-01T22:00:00Z");
    private static final int ENTITIES = 40;
    private static final int EACH = 100;
    private static final int BATCH = 500;

    @TempDir
    static Path directory;

    private static RunningPostgres postgres;
    private static HistoryTopic topic;

    @BeforeAll
    static void start() throws Exception {
        postgres = RunningPostgres.start();
        topic = new HistoryTopic(directory.resolve("broker"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (topic != null) {
            topic.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        writer(postgres.settings(BATCH)).close();
        execute("TRUNCATE interval, refused");
    }

    @Test
    void shouldHoldEachIntervalOnceThroughCrashesDuplicatesAndReplays() throws Exception {
        // Given
        var told = told("v");
        String settled = "entity LIKE 'v%' AND (valid_to IS NOT NULL OR valid_from = '" + last() + "')";
        try (var writer = writer(postgres.settings(BATCH))) {
            topic.send(told);
            awaitRows("entity LIKE 'v%'", 1);

            // When
            postgres.kill();
            postgres.launch();
            topic.send(told); // everything again; half of it would reopen closed intervals
            awaitRows(settled, ENTITIES * EACH);
            assertThat(writer.health().alive()).isTrue();
        }
        execute("TRUNCATE interval, refused, position"); // everything is read again
        try (var again = writer(postgres.settings(BATCH))) {
            awaitRows(settled, ENTITIES * EACH);
            assertThat(again.written()).isGreaterThanOrEqualTo(told.size());
        }

        // Then
        assertThat(postgres.count("interval WHERE entity LIKE 'v%'")).isEqualTo(ENTITIES * EACH);
        assertThat(postgres.count("current_state WHERE entity LIKE 'v%'")).isEqualTo(ENTITIES);
        assertThat(postgres.count("refused WHERE entity LIKE 'v%'")).isZero();
        // Contiguous: each closed interval ends where the next one begins.
        assertThat(postgres.count(
                        "(SELECT valid_to <> lead(valid_from) OVER (PARTITION BY line ORDER BY valid_from) AS gap"
                                + " FROM interval WHERE entity LIKE 'v%') AS it WHERE gap"))
                .isZero();
        assertThat(postgres.ask("SELECT raw, name, not_before = valid_from - interval '30 seconds' FROM interval"
                        + " WHERE entity LIKE 'v%' LIMIT 1"))
                .containsExactly(List.of("as the cloud \ufffd said", "plant's \"O'Brien\" \u202E", "t"));
    }

    @Test
    void shouldTakeACorrectionUnderTheSameIdInWhicheverOrderItComes() throws Exception {
        try (var writer = writer(postgres.settings(BATCH))) {
            // Given
            topic.send(List.of(closed("c1", "corrected", 0, 10), closed("c2", "corrected", 10, 20)));
            awaitRows("entity = 'corrected'", 2);

            // When: for a moment the first interval overlaps the second
            topic.send(List.of(closed("c1", "corrected", 0, 12)));
            awaitRows(1, "refused WHERE interval_id = 'c1'");
            topic.send(List.of(closed("c2", "corrected", 12, 20)));

            // Then
            awaitRows("entity = 'corrected' AND interval_id = 'c1' AND valid_to = '" + at(12) + "'", 1);
            assertThat(postgres.count("refused WHERE entity = 'corrected'")).isZero();
            assertThat(writer.health().alive()).isTrue();
        }
    }

    @Test
    void shouldNotLetAnOverlapIn() throws Exception {
        try (var writer = writer(postgres.settings(BATCH))) {
            topic.send(List.of(closed("o1", "overlapping", 0, 10), closed("o2", "overlapping", 5, 20)));
            topic.send(List.of(closed("o3", "neighbour", 5, 20)));

            awaitRows("entity = 'neighbour'", 1);
            awaitRows("entity = 'overlapping'", 1);
            awaitRows(1, "refused WHERE entity = 'overlapping'");
            assertThat(postgres.count("interval WHERE entity = 'overlapping'")).isEqualTo(1);
            assertThat(writer.health().alive()).isTrue();
        }
    }

    @Test
    void shouldPassOverWhatCannotBeReadAndWriteTheRest() throws Exception {
        // Given
        topic.send("nonsense", "not avro at all".getBytes(StandardCharsets.UTF_8));
        topic.send("nonsense", new byte[] {0, 0, 0, 99, 99, 1});
        topic.send("nonsense", null);
        topic.send(List.of(Interval.newBuilder(closed("odd", "odd", 0, 10))
                .setVpnGatewayId("vpn-\0")
                .build()));
        topic.send(List.of(interval("unfit", "unfit", FacetState.UP, at(0), Instant.ofEpochMilli(Long.MAX_VALUE))));

        // When
        try (var writer = writer(postgres.settings(BATCH))) {
            topic.send(List.of(closed("n1", "next", 0, 10)));

            // Then
            awaitRows("entity = 'next'", 1);
            assertThat(postgres.count("interval WHERE entity = 'odd'")).isEqualTo(1);
            assertThat(postgres.count("interval WHERE entity = 'unfit'")).isZero();
            assertThat(writer.health().ready()).isTrue();
            assertThat(writer.ended()).isNotDone();
        }
    }

    @Test
    void shouldAnswerTheUsualQuestions() throws Exception {
        try (var writer = writer(postgres.settings(BATCH))) {
            // Given: up for 90 min over midnight, down for 30, unseen for 30, up
            topic.send(List.of(
                    of("q1", FacetState.UP, 0, 90),
                    of("q2", FacetState.DOWN, 90, 110),
                    of("q3", FacetState.UNKNOWN, 110, 140),
                    of("q4", FacetState.DOWN, 140, 150),
                    of("q5", FacetState.UP, 150, 1_560),
                    of("q6", FacetState.DOWN, 1_560, 1_563),
                    of("q7", FacetState.UP, 1_563, 1_570)));
            awaitRows("entity = 'asked'", 7);

            // Then
            assertThat(postgres.ask("SELECT day, round(availability, 4), round(coverage, 4), down_seconds::int"
                            + " FROM availability_daily WHERE entity = 'asked' AND facet = 'IPSEC' ORDER BY day"))
                    .containsExactly(
                            // 90 of 110 known minutes, 1410 of 1420, 7 of 10
                            List.of("2026-03-01", "0.8182", "0.0764", "1200"),
                            List.of("2026-03-02", "0.9930", "0.9861", "600"),
                            List.of("2026-03-03", "0.7000", "0.0069", "180"));
            assertThat(postgres.ask("SELECT seconds::int, is_flap FROM outage"
                            + " WHERE entity = 'asked' AND facet = 'IPSEC' ORDER BY began"))
                    .containsExactly(List.of("3600", "f"), List.of("180", "t"));
            assertThat(postgres.ask("SELECT outages, flaps, mean_seconds_to_repair::int FROM repair_monthly"
                            + " WHERE entity = 'asked' AND facet = 'IPSEC'"))
                    .containsExactly(List.of("2", "1", "1890"));
            assertThat(writer.health().alive()).isTrue();
        }
    }

    /** Data of an earlier version has no SERVICE. The state is then IPSEC until SERVICE begins, and an outage may cross that. */
    @Test
    void shouldGiveTheStateOfAConnectionAcrossTheBeginningOfItsService() throws Exception {
        try (var writer = writer(postgres.settings(BATCH))) {
            // Given: down from 40 to 80 min, of which the last 20 are known from SERVICE only
            topic.send(List.of(
                    interval("s1", "serving", FacetState.UP, at(0), at(40)),
                    interval("s2", "serving", FacetState.DOWN, at(40), at(70)),
                    interval("s3", "serving", FacetState.UP, at(70), at(100)),
                    service("s4", FacetState.DOWN, 60, 80),
                    service("s5", FacetState.UP, 80, 100)));
            awaitRows("entity = 'serving'", 5);

            // Then
            assertThat(postgres.ask("SELECT state, extract(epoch FROM valid_to - valid_from)::int / 60"
                            + " FROM connection_state WHERE entity = 'serving' ORDER BY valid_from"))
                    .containsExactly(
                            List.of("UP", "40"), List.of("DOWN", "20"), List.of("DOWN", "20"), List.of("UP", "20"));
            assertThat(postgres.ask("SELECT facet, round(availability, 4) FROM availability_daily"
                            + " WHERE entity = 'serving' ORDER BY facet"))
                    .containsExactly(
                            List.of("IPSEC", "0.7000"), List.of("SERVICE", "0.5000"), List.of("STATE", "0.6000"));
            assertThat(postgres.ask(
                            "SELECT facet, seconds::int / 60 FROM outage" + " WHERE entity = 'serving' ORDER BY facet"))
                    .containsExactly(List.of("IPSEC", "30"), List.of("SERVICE", "20"), List.of("STATE", "40"));
            assertThat(writer.health().alive()).isTrue();
        }
    }

    @Test
    void shouldLeaveEndedFacetsOutOfTheCurrentState() throws Exception {
        try (var writer = writer(postgres.settings(BATCH))) {
            // When
            topic.send(List.of(
                    endedBy(CloseReason.DELETED, "ended-deleted"),
                    endedBy(CloseReason.RETIRED, "ended-retired"),
                    endedBy(CloseReason.TRANSITION, "ended-changing"),
                    interval("ended-open", "ended-open", FacetState.UP, at(0), null)));
            awaitRows("entity LIKE 'ended-%'", 4);

            // Then
            assertThat(
                            postgres.ask(
                                    "SELECT entity FROM current_state WHERE entity LIKE 'ended-%' ORDER BY entity COLLATE \"C\""))
                    .containsExactly(List.of("ended-changing"), List.of("ended-open"));
            assertThat(writer.health().alive()).isTrue();
        }
    }

    @Test
    void shouldSayInOneLineWhoIsNotLetIn() {
        var wrong = new Postgres(
                postgres.url(), RunningPostgres.USER, Optional.of(new Password("wrong-must-never")), BATCH);
        var nowhere = new Postgres(
                postgres.url().replace("/postgres", "/nowhere"),
                RunningPostgres.USER,
                Optional.of(new Password(RunningPostgres.PASSWORD)),
                BATCH);

        assertThatThrownBy(() -> writer(wrong))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("postgres.password.file")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> writer(nowhere))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("createdb");
        assertThat(wrong.toString()).doesNotContain("must-never");
    }

    @Test
    void shouldRefuseAPasswordThatOthersMayRead() throws Exception {
        Path file = Files.writeString(directory.resolve("password.txt"), "must-never\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Postgres.passwordIn(file)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Postgres.passwordIn(file).value()).isEqualTo("must-never");
    }

    private static IntervalWriter writer(Postgres to) {
        return IntervalWriter.start(to, topic.access(), new SkippedRecords(new PrometheusRegistry(), "postgres"));
    }

    /**
     * The intervals of some entities as the topic has them: each is opened, and closed under the same id when the next one
     * opens.
     */
    private static List<Interval> told(String prefix) {
        var told = new ArrayList<Interval>();
        for (int i = 0; i < EACH; i++) {
            for (int entity = 0; entity < ENTITIES; entity++) {
                String name = prefix + entity;
                var state = i % 2 == 0 ? FacetState.UP : FacetState.DOWN;
                if (i > 0) {
                    var before = i % 2 == 0 ? FacetState.DOWN : FacetState.UP;
                    told.add(interval(name + "-" + (i - 1), name, before, at(i - 1), at(i)));
                }
                told.add(interval(name + "-" + i, name, state, at(i), null));
            }
        }
        return told;
    }

    private static Instant last() {
        return at(EACH - 1);
    }

    private static Interval closed(String id, String entity, int from, int to) {
        return interval(id, entity, FacetState.UP, at(from), at(to));
    }

    private static Interval endedBy(CloseReason reason, String entity) {
        return Interval.newBuilder(closed(entity, entity, 0, 10))
                .setCloseReason(reason)
                .build();
    }

    private static Interval of(String id, FacetState state, int from, int to) {
        return interval(id, "asked", state, at(from), at(to));
    }

    private static Interval service(String id, FacetState state, int from, int to) {
        return Interval.newBuilder(interval(id, "serving", state, at(from), at(to)))
                .setFacet(FacetKind.SERVICE)
                .build();
    }

    private static Instant at(int minutes) {
        return BEGAN.plus(Duration.ofMinutes(minutes));
    }

    private static void awaitRows(String where, int atLeast) {
        awaitRows(atLeast, "interval WHERE " + where);
    }

    private static void awaitRows(int atLeast, String from) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions() // the database may be down at this moment
                .until(() -> postgres.count(from) >= atLeast);
    }

    private static void execute(String sql) throws Exception {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
