package io.tunnelwatch.sink.packet;

import static io.tunnelwatch.sink.packet.IncidentLog.DOWN;
import static io.tunnelwatch.sink.packet.IncidentLog.GATEWAY;
import static io.tunnelwatch.sink.packet.IncidentLog.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.packet.Packets.Format;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.NotificationOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The packet of an incident, from the records of a log. */
class PacketsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ReadModel model(Instant now) {
        var clock = new ManualClock(now);
        return new ReadModel(clock, clock::nanos);
    }

    private static Packets packets(ReadModel model) {
        return new Packets(model, (from, to) -> List.of());
    }

    private static String text(ReadModel model, String fingerprint, Format format) {
        return packets(model)
                .file(fingerprint, Optional.empty(), format)
                .orElseThrow()
                .text();
    }

    private static JsonNode json(ReadModel model, String fingerprint) throws IOException {
        return JSON.readTree(text(model, fingerprint, Format.JSON));
    }

    static List<Long> seeds() {
        return new SplittableRandom(Long.getLong("seed", 61)).longs(40).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveTheSameBytesInWhateverOrderTheTopicsAreReadAndWhenever(long seed) {
        // Given
        ReadModel one = new IncidentLog().tell().goOn().read(model(at(510)));

        // When
        ReadModel other = new IncidentLog()
                .tell()
                .goOn()
                .readMixed(model(at(510).plus(Duration.ofDays(200))), new SplittableRandom(seed));

        // Then
        var incidents = List.of(Optional.<Instant>empty(), Optional.of(at(1)));
        for (Format format : Format.values()) {
            for (var firedAt : incidents) {
                assertThat(packets(other).file(DOWN, firedAt, format))
                        .as("seed %d", seed)
                        .isEqualTo(packets(one).file(DOWN, firedAt, format))
                        .isPresent();
            }
            assertThat(text(other, GATEWAY, format)).as("seed %d", seed).isEqualTo(text(one, GATEWAY, format));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStayAsItIsWhenTheLogGoesOn(Format format) {
        String before = text(new IncidentLog().tell().read(model(at(60))), DOWN, format);

        var after = packets(new IncidentLog().tell().goOn().read(model(at(600))));

        assertThat(after.file(DOWN, Optional.of(at(1)), format).orElseThrow().text())
                .isEqualTo(before);
    }

    @Test
    void shouldTellWhenItWasSeenHeldFiredAndResolved() throws IOException {
        JsonNode it = json(new IncidentLog().tell().read(model(at(60))), DOWN);

        assertThat(it.path("notBefore").asText()).isEqualTo("2026-11-21T11:59:30Z");
        assertThat(it.path("since").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(it.path("firedAt").asText()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(it.path("resolvedAt").asText()).isEqualTo("2026-11-21T12:25:00Z");
        assertThat(it.path("knownUntil").asText()).isEqualTo("2026-11-21T12:40:00Z");
        assertThat(it.path("heldSeconds").asInt()).isEqualTo(60);
        assertThat(it.path("activeSeconds").asInt()).isEqualTo(24 * 60);
        assertThat(it.path("stepsComplete").asBoolean()).isTrue();
        assertThat(it.path("lastSummary").asText()).isEqualTo("Up again.");
        assertThat(it.path("advice").asText()).isEqualTo("Check first what both tunnels share.");
        assertThat(it.path("gateway").asText()).isEqualTo("vpn-a");
        assertThat(it.path("customerGateways").toString()).isEqualTo("[\"cgw-vco-1\"]");
    }

    @Test
    void shouldShowEachFacetAndTunnelAroundItButNoneThatIsOff() throws IOException {
        JsonNode lanes =
                json(new IncidentLog().tell().read(model(at(60))), DOWN).path("timeline");

        assertThat(lanes)
                .extracting(it -> it.path("entity").asText() + " "
                        + it.path("facet").asText() + " " + it.path("name").asText())
                .containsExactly(
                        "vco-1 SERVICE connection",
                        "tun-1 IPSEC tunnel 1",
                        "tun-2 IPSEC tunnel 2",
                        "acct/region FRESHNESS acct/region");
        assertThat(lanes.at("/0/intervals"))
                .extracting(
                        it -> it.path("state").asText() + " " + it.path("to").asText("lasts"))
                .containsExactly("UP 2026-11-21T12:00:00Z", "DOWN 2026-11-21T12:20:00Z", "UP lasts");
    }

    @Test
    void shouldShowWhatChangedWithItsSource() throws IOException {
        JsonNode changes =
                json(new IncidentLog().tell().read(model(at(60))), DOWN).path("changes");

        assertThat(changes).singleElement().satisfies(it -> {
            assertThat(it.at("/fields/0/before").asText()).isEqualTo("f00d");
            assertThat(it.at("/fields/0/after").asText()).isEqualTo("beef");
            assertThat(it.at("/source/topic").asText()).isEqualTo("vpn.transitions.v1");
            assertThat(it.at("/source/key").asText()).isEqualTo("acct/region/vco-1");
            assertThat(it.at("/source/id").asText()).isEqualTo("t/vco-1/-10");
            assertThat(it.at("/source/trace").asText()).hasSize(32);
        });
    }

    @Test
    void shouldShowTheConnectionsOfTheGatewayAsTheyWereThen() throws IOException {
        JsonNode related = json(new IncidentLog().tell().goOn().read(model(at(600))), GATEWAY)
                .path("related");

        assertThat(related)
                .extracting(it -> it.path("name").asText() + " "
                        + it.path("member").asBoolean() + " "
                        + it.at("/whenFired/state").asText() + " "
                        + it.at("/atEnd/state").asText())
                .containsExactly(IncidentLog.HOSTILE + " true DOWN DOWN", "Rome true DEGRADED UP", "Oslo false UP UP");
        assertThat(related.at("/1/shared").toString()).isEqualTo("[\"vpn-a\"]");
    }

    @Test
    void shouldTellStepsWithOrderAndTrace() throws IOException {
        JsonNode steps =
                json(new IncidentLog().tell().read(model(at(60))), DOWN).path("steps");

        assertThat(steps)
                .extracting(it -> it.path("status").asText() + " "
                        + it.at("/source/id").asText() + " "
                        + it.at("/source/order/scan").asInt())
                .containsExactly(
                        "FIRING " + DOWN + "/1 101", "UPDATED " + DOWN + "/3 103", "RESOLVED " + DOWN + "/25 125");
        assertThat(steps.at("/0/source/trace").asText())
                .isEqualTo(io.tunnelwatch.schemas.topics.TraceId.of("acct", "region", 7, 101));
    }

    @Test
    void shouldQuoteTheDiagnosisAndTheRunbook() throws IOException {
        JsonNode it = json(new IncidentLog().tell().read(model(at(60))), DOWN);

        assertThat(it.at("/diagnosis/code").asText()).isEqualTo("PskMismatch");
        assertThat(it.at("/diagnosis/meaning").asText())
                .isEqualTo("The pre-shared keys differ: set the same key on both sides.");
        assertThat(it.at("/runbook/0/section").asText()).isEqualTo("all_tunnels_down");
        assertThat(it.at("/runbook/0/text").asText())
                .startsWith("Check first what both tunnels share:")
                .contains("\nThe phase at which each tunnel stops");
    }

    @Test
    void shouldTellWhoWasToldOfThisIncidentAndOfNoOther() throws IOException {
        var packets = packets(new IncidentLog().tell().goOn().read(model(at(600))));

        JsonNode first = JSON.readTree(packets.file(DOWN, Optional.of(at(1)), Format.JSON)
                .orElseThrow()
                .text());
        JsonNode second = JSON.readTree(packets.file(DOWN, Optional.of(at(401)), Format.JSON)
                .orElseThrow()
                .text());

        assertThat(first.path("notices"))
                .extracting(it -> it.path("outcome").asText() + it.path("destinations"))
                .containsExactly("NOTIFY[\"phone\",\"chat\"]", "DELIVERED[\"chat\"]", "FAILED[\"phone\"]", "SILENT[]");
        assertThat(second.path("notices"))
                .extracting(it -> it.at("/source/id").asText())
                .containsExactly("n9");
    }

    /** Two people end the acknowledgement: the first one counts, whoever is read first. */
    @Test
    void shouldTellWhichCommandsCoveredItAndWhen() throws IOException {
        JsonNode commands =
                json(new IncidentLog().tell().read(model(at(60))), DOWN).path("commands");

        assertThat(commands)
                .extracting(it -> it.path("id").asText() + " " + it.path("covered") + " "
                        + it.path("endedBy").asText() + " "
                        + it.path("afterwards").asBoolean())
                .containsExactly(
                        "ack [{\"from\":\"2026-11-21T12:02:00Z\",\"to\":\"2026-11-21T12:08:00Z\"}] ann false",
                        "night [{\"from\":\"2026-11-21T12:05:00Z\",\"to\":\"2026-11-21T12:10:00Z\"}] null true");
    }

    @Test
    void shouldSayThatFirstStepsAreMissing() throws IOException {
        var log = new IncidentLog();
        log.alert(IncidentLog.step(DOWN, AlertStatus.RESOLVED, 0, 1, 25));
        ReadModel model = log.read(model(at(60)));

        assertThat(json(model, DOWN).path("stepsComplete").asBoolean()).isFalse();
        assertThat(text(model, DOWN, Format.HTML)).contains("The first steps of this incident are no longer kept.");
    }

    /** A packet without a word about it would tell of calm where nobody could read. */
    @Test
    void shouldSayWhichRecordsItMayLack() throws IOException {
        var asked = new ArrayList<Instant>();
        var packets = new Packets(new IncidentLog().tell().read(model(at(60))), (from, to) -> {
            asked.addAll(List.of(from, to));
            return List.of(new Hole("vpn.history.v1", Hole.Cause.DAMAGED, at(3), Instant.MAX));
        });

        var html = packets.file(DOWN, Optional.empty(), Format.HTML).orElseThrow();
        var json = packets.file(DOWN, Optional.empty(), Format.JSON).orElseThrow();

        assertThat(html.text()).contains("Records may be missing from this packet: vpn.history.v1, damaged.");
        assertThat(JSON.readTree(json.text()).path("incomplete").toString())
                .isEqualTo("[{\"cause\":\"DAMAGED\",\"topic\":\"vpn.history.v1\","
                        + "\"from\":\"2026-11-21T12:03:00Z\",\"to\":null}]");
        assertThat(asked).startsWith(at(-60).minusSeconds(30).minus(Duration.ofDays(1)), at(40));
    }

    /** What still lasts is known until the last judged scan, whatever the time is now. */
    @Test
    void shouldEndWithWhatIsKnownOfAnIncidentThatLasts() throws IOException {
        JsonNode it = json(new IncidentLog().tell().read(model(at(9_999))), GATEWAY);

        assertThat(it.path("resolvedAt").isNull()).isTrue();
        assertThat(it.path("knownUntil").asText()).isEqualTo("2026-11-21T13:00:00Z");
        assertThat(it.path("activeSeconds").asInt()).isEqualTo(58 * 60);
        assertThat(it.path("members").toString()).isEqualTo("[\"vco-1\",\"vco-2\"]");
    }

    @Test
    void shouldKnowNothingOfOtherAlertsAndIncidents() {
        var packets = packets(new IncidentLog().tell().read(model(at(60))));

        assertThat(packets.file("f", Optional.empty(), Format.JSON)).isEmpty();
        assertThat(packets.file(DOWN, Optional.of(at(2)), Format.JSON)).isEmpty();
    }

    @Test
    void shouldShowNamesAsTextAndLoadNothing() throws Exception {
        ReadModel model = new IncidentLog().tell().read(model(at(60)));
        String html = text(model, DOWN, Format.HTML);

        var document = parsed(html);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("b").getLength()).isPositive();
        assertThat(html)
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt;␦␦=1+1 &amp; &quot;Berlin&quot;",
                        "&lt;b&gt;raw&lt;/b&gt;")
                .doesNotContain("\u202e", "\u0007", "<script", "href=", "src=", " style=", "@import", "url(h");
        assertThat(text(model, DOWN, Format.JSON)).contains("\\u202e\\u0007").doesNotContain("\u202e", "\u0007");
    }

    private static org.w3c.dom.Document parsed(String html) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldAllowItsOwnStyleAndNothingElse() throws Exception {
        var file = packets(new IncidentLog().tell().read(model(at(60))))
                .file(DOWN, Optional.empty(), Format.HTML)
                .orElseThrow();
        String html = file.text();
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        String policy = "default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";

        assertThat(html).contains("http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\"");
        assertThat(file.policy()).isEqualTo(policy + "; frame-ancestors 'none'");
        assertThat(file.name()).isEqualTo("tunnelwatch-ConnectionDown-vco-1-20261121T120100Z.html");
    }

    @Test
    void shouldSayWhatItLeavesOutOfAnIncidentThatNeverEnds() throws IOException {
        // Given
        var log = new IncidentLog().tell();
        var members = IntStream.range(0, 3_000).mapToObj(it -> "vco-m" + it).toList();
        members.forEach(it -> {
            log.connection(it, "Name ".repeat(40) + it, "vpn-a", List.of());
            log.interval(it, FacetKind.SERVICE, FacetState.DOWN, -100, null);
        });
        for (int minute = 3; minute < 900; minute++) {
            log.alert(IncidentLog.gatewayStep(AlertStatus.UPDATED, minute)
                    .setMembers(members)
                    .setSummary("long ".repeat(2_000)));
            log.interval("vco-1", FacetKind.SERVICE, FacetState.DOWN, 1_000 + 2 * minute, 1_001 + 2 * minute);
            log.notice("m" + minute, NotificationOutcome.NOTIFY, minute, "REPEATED", null, "phone");
        }
        log.judged(3_000);
        ReadModel model = log.read(model(at(3_000)));

        // When
        JsonNode it = json(model, GATEWAY);

        // Then
        assertThat(it.path("steps")).hasSize(200);
        assertThat(it.at("/steps/0/status").asText()).isEqualTo("FIRING");
        assertThat(it.at("/steps/199/source/id").asText()).isEqualTo(GATEWAY + "/899");
        assertThat(it.at("/leftOut/steps").asInt()).isEqualTo(898 - 200);
        assertThat(it.path("members")).hasSize(1_000);
        assertThat(it.at("/leftOut/members").asInt()).isEqualTo(2_002);
        assertThat(it.path("related")).hasSize(200);
        assertThat(it.path("timeline")).hasSize(60);
        assertThat(it.at("/timeline/0/intervals")).hasSize(50);
        assertThat(it.at("/timeline/0/leftOut").asInt()).isPositive();
        assertThat(it.at("/steps/1/summary").asText()).hasSize(4_096).endsWith("…");
        assertThat(json(model, DOWN).path("notices")).hasSize(200);
        assertThat(text(model, GATEWAY, Format.HTML))
                .hasSizeLessThan(3 << 20)
                .contains("698 more steps are left out", "more connections are left out");
    }

    @Test
    void shouldCountWhatNoticesAreKeptOfEachAlert() {
        var model = new IncidentLog().tell().read(model(at(60)));

        assertThat(model.notices().of(DOWN)).hasSize(4);
        assertThat(model.notices().of("f")).isEmpty();
    }
}
