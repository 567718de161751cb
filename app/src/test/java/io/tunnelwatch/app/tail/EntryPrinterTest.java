package io.tunnelwatch.app.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.GoldenFile;
import io.tunnelwatch.app.console.CellWidth;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.console.Times;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of {@code tail}, kept as golden files. {@code -Dgolden.update=true} writes them again. */
class EntryPrinterTest {
    private static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");
    private static final Order ORDER = new Order(1L, 1L, 0);

    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @ValueSource(ints = {0, 80, 200})
    void shouldPrintALineForEachEntry(int columns) throws IOException {
        var terminal = columns == 0
                ? Terminal.none()
                : new Terminal(true, columns, ZoneId.of("Asia/Shanghai"), Clock.fixed(AT, ZoneId.of("UTC")));
        var printer = EntryPrinter.ofLines(new PrintWriter(out), new Times(terminal, false), columns);

        entries().forEach(printer::print);

        assertThat(printer.flush()).isTrue();
        assertThat(out.toString().lines())
                .hasSameSizeAs(entries())
                .allMatch(it -> columns == 0 || CellWidth.of(it) <= columns);
        assertThat(out.toString().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare("tail-" + columns, out.toString());
    }

    @Test
    void shouldPrintTheWholeRecordForAProgram() throws IOException {
        EntryPrinter printer = EntryPrinter.ofJson(new PrintWriter(out));

        entries().forEach(printer::print);

        assertThat(printer.flush()).isTrue();
        var lines = out.toString().lines().toList();
        assertThat(lines).hasSameSizeAs(entries());
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.path("detectedAt").asText()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(first.path("to").path("state").asText()).isEqualTo("DOWN");
        assertThat(first.path("order").path("epoch").asLong()).isOne();
        assertThat(first.path("tunnelId").isNull()).isTrue();
        GoldenFile.compare("tail.jsonl", out.toString());
    }

    private static List<Entry> entries() {
        return Stream.of(transitions().stream(), alerts().stream(), observations().stream())
                .flatMap(it -> it)
                .toList();
    }

    private static List<Entry> transitions() {
        return List.of(
                TransitionEntry.of(
                        transition(TransitionKind.FACET_CHANGED, "成都分公司 branch-chengdu", "vco-bp1bbi27hojx80nck")
                                .setFrom(value(FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                                .setTo(value(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED))
                                .build()),
                TransitionEntry.of(transition(TransitionKind.FACET_CHANGED, "branch-berlin", "tun-4711")
                        .setTunnelId("tun-4711")
                        .setFrom(value(FacetState.UNKNOWN, FacetReason.NOT_SEEN))
                        .setTo(value(FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                        .setAcrossGap(true)
                        .build()),
                TransitionEntry.of(
                        transition(TransitionKind.FIRST_SEEN, "evil\u001b[31m\u202eeman\r\n", "vco-bp1bbi27hojx80nck")
                                .setTo(value(FacetState.NOT_CONFIGURED, FacetReason.SWITCHED_OFF))
                                .build()),
                TransitionEntry.of(transition(TransitionKind.FACET_ENDED, "branch-berlin", "vco-bp1bbi27hojx80nck")
                        .setFrom(value(FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                        .build()),
                TransitionEntry.of(transition(
                                TransitionKind.CONFIGURATION_CHANGED, "branch-berlin", "vco-bp1bbi27hojx80nck")
                        .setFacet(null)
                        .setChanges(List.of(new ConfigurationChange(null, "ike.encryption", "aes", "aes256\u202e")))
                        .build()),
                TransitionEntry.of(transition(TransitionKind.CONNECTION_DELETED, "", "vco-bp1bbi27hojx80nck")
                        .setFacet(null)
                        .build()));
    }

    private static Transition.Builder transition(TransitionKind kind, String name, String entity) {
        return Transition.newBuilder()
                .setTransitionId("t")
                .setKind(kind)
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId("vco-bp1bbi27hojx80nck")
                .setEntity(entity)
                .setFacet(FacetKind.IPSEC)
                .setNotBefore(AT.minusSeconds(30))
                .setDetectedAt(AT)
                .setOrder(ORDER)
                .setContext(context(name));
    }

    private static ConnectionContext context(String name) {
        return ConnectionContext.newBuilder().setName(name).build();
    }

    private static FacetValue value(FacetState state, FacetReason reason) {
        return new FacetValue(state, reason, "", AT);
    }

    private static List<Entry> alerts() {
        return List.of(
                AlertEntry.of(alert(AlertStatus.FIRING, "vco-bp1bbi27hojx80nck")
                        .setContext(context("成都分公司"))
                        .build()),
                AlertEntry.of(alert(AlertStatus.DOWN_WHILE_FLAPPING, "vpn-bp1q8bgx4xnkm")
                        .setInhibitedBy("0f3a")
                        .setMembers(List.of("vco-1"))
                        .build()));
    }

    private static Alert.Builder alert(AlertStatus status, String entity) {
        return Alert.newBuilder()
                .setFingerprint("f")
                .setStepId("s")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(status)
                .setActive(true)
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setEntity(entity)
                .setFacet(FacetKind.IPSEC)
                .setValue(null)
                .setSince(AT)
                .setNotBefore(AT)
                .setFiredAt(AT)
                .setUpdatedAt(AT)
                .setSummary("成都分公司 is down: phase 1 fails, both ends propose other algorithms")
                .setOrder(ORDER);
    }

    private static List<Entry> observations() {
        return Stream.of(
                        ConnectionSnapshot.newBuilder()
                                .setConnectionId("vco-bp1bbi27hojx80nck")
                                .setContentHash(1)
                                .setName("成都分公司")
                                .setStatus("ipsec_sa_established")
                                .setIke(null)
                                .setIpsec(null)
                                .setPeer(null)
                                .build(),
                        new ConnectionGone("vco-bp1bbi27hojx80nck", "InvalidVpnConnectionInstanceId.NotFound", "r"),
                        Diagnosis.newBuilder()
                                .setConnectionId("vco-bp1bbi27hojx80nck")
                                .setCode("NoResponse")
                                .setReason("the peer does not answer")
                                .build(),
                        ScanCompleted.newBuilder()
                                .setKeyScan(true)
                                .setConnections(1)
                                .setDigest(1)
                                .setStartedAt(AT)
                                .build(),
                        ScanFailed.newBuilder()
                                .setFailure(FailureClass.THROTTLED)
                                .setCode("Throttling.User")
                                .build(),
                        TargetSilent.newBuilder().setLastObservedAt(AT).build())
                .map(body -> ObservationEntry.of(Observation.newBuilder()
                        .setAccount("1234567890123456")
                        .setRegion("cn-hangzhou")
                        .setOrder(ORDER)
                        .setObservedAt(AT)
                        .setNextPollDue(AT.plusSeconds(30))
                        .setPollIntervalMillis(30_000)
                        .setBody(body)
                        .build()))
                .toList();
    }
}
