package io.tunnelwatch.sink.api;

import static io.tunnelwatch.sink.packet.IncidentLog.DOWN;
import static io.tunnelwatch.sink.packet.IncidentLog.GATEWAY;
import static io.tunnelwatch.sink.packet.IncidentLog.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.packet.IncidentLog;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packet of an incident, as the API gives it. */
class PacketApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManualClock clock = new ManualClock(at(600));
    private final ReadModel model = new IncidentLog().tell().goOn().read(new ReadModel(clock, clock::nanos));
    private final Api api = new Api(model, ApiFixture.words(model), clock, "");

    @ParameterizedTest
    @CsvSource({
        "'', '', text/html",
        "'', */*, text/html",
        "'', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text/html",
        "'', application/json, application/json",
        "'', 'text/html;q=0.2, application/json;q=0.7', application/json",
        "'', image/png, text/html",
        "format=json, text/html, application/json",
        "format=html, application/json, text/html"
    })
    void shouldWriteThePacketAsTheClientWantsIt(String query, String accept, String type) {
        Reply reply = reply(DOWN, query, accept);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.type()).startsWith(type);
    }

    @Test
    void shouldGiveTheFileANameAndThePolicyThatItNeeds() {
        Reply reply = reply(DOWN, "firedAt=" + at(1), "");

        assertThat(reply.more())
                .extracting(it -> it.getName() + ": " + it.getValue())
                .satisfiesExactly(
                        it -> assertThat(it)
                                .startsWith("Content-Security-Policy: default-src 'none'; style-src 'sha256-"),
                        it -> assertThat(it)
                                .isEqualTo("Content-Disposition: inline;"
                                        + " filename=\"tunnelwatch-ConnectionDown-vco-1-20261121T120100Z.html\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {DOWN, GATEWAY})
    void shouldBeAsItsDescriptionSays(String fingerprint) throws IOException {
        JsonNode document =
                JSON.readTree(api.reply("/api/v1/openapi.json", new Fields()).body());

        assertThat(new Conformance(document)
                        .faults(
                                JSON.readTree(
                                        reply(fingerprint, "format=json", "").body()),
                                document.at("/components/schemas/Packet")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "none, '', No such alert is known.",
        "%00, '', No such alert is known.",
        DOWN
                + ", firedAt=2026-11-21T11:00:00Z, No incident of such an alert that fired at 2026-11-21T11:00:00Z is known."
    })
    void shouldSayHowLongAlertsAreKeptWhenOneIsNotKnown(String fingerprint, String query, String detail)
            throws IOException {
        Reply reply = reply(fingerprint, query, "");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(JSON.readTree(reply.body()).path("detail").asText())
                .startsWith(detail)
                .contains("kept for 400 days", "90 days");
    }

    @Test
    void shouldRefuseAFormatThatItDoesNotWrite() throws IOException {
        Reply reply = reply(DOWN, "format=pdf", "");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(JSON.readTree(reply.body()).path("detail").asText()).isEqualTo("format must be one of: html, json");
    }

    private Reply reply(String fingerprint, String query, String accept) {
        var fields = new Fields(true);
        UrlEncoded.decodeTo(query, fields::add, StandardCharsets.UTF_8);
        return api.reply("/api/v1/alerts/" + fingerprint + "/packet", fields, accept);
    }
}
