package io.tunnelwatch.ingest.saved;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTest {
    private static final TargetId TARGET = new TargetId("1", "eu-central-1");
    private static final Instant AT = Instant.parse("2026-11-01T08:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final Path directory;
    private final Settings settings;

    ImportTest(@TempDir Path directory) {
        this.directory = directory;
        this.settings = Settings.of(Map.of("secrets.fingerprint.key", "sixteen characters"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldRefuseWhatDoesNotEnd() {
        assertThatThrownBy(() -> SavedScan.read(
                        List.of(Path.of("/dev/zero")), new ResponseMapper(new Fingerprints(new byte[16]))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("larger than any response");
    }

    @Test
    void shouldPublishEveryConnectionOfListingAndItsEnd() throws IOException {
        // When
        List<Observation> observations = preview("connections/06-transit-router.json");
        // Then
        assertThat(observations).hasSize(4).allSatisfy(it -> {
            assertThat(it.getAccount() + "/" + it.getRegion()).isEqualTo("1/eu-central-1");
            assertThat(it.getObservedAt()).isEqualTo(AT);
            assertThat(it.getNextPollDue()).isEqualTo(AT.plus(INTERVAL));
            assertThat(it.getPollIntervalMillis()).isEqualTo(300_000);
            assertThat(it.toString()).doesNotContain("must-never");
        });
        assertThat(observations).extracting(it -> it.getOrder().getIndex()).containsExactly(0, 1, 2, 3);
        assertThat(observations.get(3).getBody()).isInstanceOfSatisfying(ScanCompleted.class, it -> {
            assertThat(it.getKeyScan()).isTrue();
            assertThat(it.getConnections()).isEqualTo(3);
            assertThat(it.getDigest())
                    .isEqualTo(snapshots(observations)
                            .mapToLong(ConnectionSnapshot::getContentHash)
                            .sum());
        });
    }

    @Test
    void shouldPublishSameFromXmlAsFromJson() throws IOException {
        assertThat(preview("connections/04-dual-tunnel-bgp.xml"))
                .isEqualTo(preview("connections/04-dual-tunnel-bgp.json"));
    }

    @Test
    void shouldTakeThePagesOfOneListingForOneLook() throws IOException {
        // When
        List<Observation> observations = preview("connections/08-page-1-of-2.json", "connections/09-page-2-of-2.xml");
        // Then
        assertThat(snapshots(observations)).hasSize(3);
        assertThat(observations.get(3).getBody())
                .isInstanceOfSatisfying(
                        ScanCompleted.class, it -> assertThat(it.getPages()).isEqualTo(2));
    }

    @Test
    void shouldSayNothingOfOthersThanTheSingleConnection() throws IOException {
        // When
        List<Observation> observations = preview("connection/02-dual-tunnel.json", "connection/01-single.xml");
        // Then
        assertThat(snapshots(observations)).hasSize(2);
        assertThat(observations).hasSize(2);
    }

    @Test
    void shouldStandBeforeEverythingThatIsPolledAndInTheOrderOfItsTimes() throws IOException {
        // When
        Order first = preview("connections/07-empty.json").get(0).getOrder();
        Order later = of(AT.plusMillis(1), "connections/07-empty.json")
                .preview()
                .get(0)
                .getOrder();
        // Then
        assertThat(later.getEpoch()).isGreaterThan(first.getEpoch()).isNegative();
    }

    @Test
    void shouldKeepInTheCountWhatIsNotListedAnyMore() throws IOException {
        // Given
        var before = new LoggedTarget(
                false, Long.MIN_VALUE + 1, AT.minusSeconds(60), new TreeMap<>(Map.of("vco-gone-or-not", 7L)));
        var scan = SavedScan.read(List.of(file("connections/01-single-health-and-bgp.json")), mapper());
        // When
        var observations = new ImportedScan(TARGET, AT, INTERVAL).observations(scan, before);
        // Then
        long hash = snapshots(observations).findFirst().orElseThrow().getContentHash();
        assertThat(observations.get(1).getBody()).isInstanceOfSatisfying(ScanCompleted.class, it -> {
            assertThat(it.getKeyScan()).isFalse();
            assertThat(it.getConnections()).isEqualTo(2);
            assertThat(it.getDigest()).isEqualTo(hash + 7);
        });
    }

    @Test
    void shouldNotMixWithWhatIsPolled() throws IOException {
        // Given
        var scan = SavedScan.read(List.of(file("connections/07-empty.json")), mapper());
        var imported = new ImportedScan(TARGET, AT, INTERVAL)
                .observations(scan, LoggedTarget.NONE)
                .get(0);
        var polled =
                Observation.newBuilder(imported).setOrder(new Order(0L, 1L, 0)).build();
        // When / Then
        assertThatThrownBy(() -> new ImportedScan(TARGET, AT.plusSeconds(60), INTERVAL)
                        .observations(scan, LoggedTarget.NONE.and(polled)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("1-imported/eu-central-1");
        assertThatThrownBy(() ->
                        new ImportedScan(TARGET, AT, INTERVAL).observations(scan, LoggedTarget.NONE.and(imported)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("later --at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections/08-page-1-of-2.json",
                "connections/08-page-1-of-2.json connections/11-page-2-repeats-an-item.json",
                "connections/08-page-1-of-2.json connections/08-page-1-of-2.json",
                "connections/07-empty.json connections/01-single-health-and-bgp.json",
                "connections/07-empty.json connection/01-single.json",
                "diagnose/01-phase1-timeout-single.json",
                "diagnose/01-phase1-timeout-single.xml",
                "errors/403-forbidden.json",
                "errors/403-forbidden.xml",
                "download/01-single.json"
            })
    void shouldRefuseWhatIsNoWholeLook(String fixtures) {
        assertThatThrownBy(() -> preview(fixtures.split(" "))).isInstanceOf(OperatorException.class);
    }

    @Test
    void shouldRefuseWhatIsNoResponseWithoutQuotingIt() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("broken.json"), "{\"Psk\": must-never");
        // When / Then
        assertThatThrownBy(() -> Import.of(settings, TARGET, AT, INTERVAL, List.of(file), new ManualClock()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("broken.json")
                .hasMessageNotContaining("must-never");
        assertThatThrownBy(() -> Import.of(
                        settings, TARGET, AT, INTERVAL, List.of(directory.resolve("absent")), new ManualClock()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void shouldRefuseTimesThatCannotBe() {
        assertThatThrownBy(() -> of(Instant.parse("2027-01-01T00:00:00Z"), "connections/07-empty.json"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--at");
        assertThatThrownBy(() -> Import.of(settings, TARGET, AT, Duration.ZERO, List.of(), new ManualClock()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("--interval");
    }

    private List<Observation> preview(String... fixtures) throws IOException {
        return of(AT, fixtures).preview();
    }

    private Import of(Instant at, String... fixtures) {
        List<Path> files = Stream.of(fixtures).map(this::file).toList();
        return Import.of(settings, TARGET, at, INTERVAL, files, new ManualClock());
    }

    private Path file(String fixture) {
        try {
            return Files.write(directory.resolve(fixture.replace('/', '-')), ExampleResponses.bytes(fixture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResponseMapper mapper() {
        return new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));
    }

    private static Stream<ConnectionSnapshot> snapshots(List<Observation> observations) {
        return observations.stream()
                .map(Observation::getBody)
                .filter(ConnectionSnapshot.class::isInstance)
                .map(ConnectionSnapshot.class::cast);
    }
}
