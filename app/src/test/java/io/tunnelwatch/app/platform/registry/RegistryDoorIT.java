package io.tunnelwatch.app.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.RawHttp;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers may read from the registry, and do nothing else. */
class RegistryDoorIT {
    private static final String JSON = "Content-Type: application/vnd.schemaregistry.v1+json";
    private static final String REGISTER = "POST /subjects/%s/versions";
    private static final String INT = schema("\\\"int\\\"");

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory, 0);
        registry = EmbeddedRegistry.start(
                Map.of("bootstrap.servers", broker.bootstrapServers()), 0, WritePolicy.of(it -> it.startsWith("ours")));
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost.evil.example",
                "Host: localhost\r\nSec-Fetch-Site: cross-site",
                "Host: localhost\r\nSec-Fetch-Site: same-site",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nOrigin: null"
            })
    @Tag("S-31")
    void shouldNotAnswerThePageOfAnotherSite(String headers) throws Exception {
        assertThat(status("GET /subjects", headers, "")).contains(" 403 ");
        assertThat(status(REGISTER.formatted("ours-csrf"), headers + "\r\n" + JSON, INT))
                .contains(" 403 ");
        assertThat(subjects()).doesNotContain("ours-csrf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonp"
            })
    @Tag("S-31")
    void shouldTakeWritesOnlyAsTheirOwnType(String type) throws Exception {
        assertThat(status(REGISTER.formatted("ours-type"), "Host: localhost\r\nContent-Type: " + type, INT))
                .contains(" 415 ");
        assertThat(status(REGISTER.formatted("ours-type"), "Host: localhost", INT))
                .contains(" 415 ");
        assertThat(subjects()).doesNotContain("ours-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/vnd.schemaregistry.v1+json; charset=utf-8",
                "application/vnd.schemaregistry+json"
            })
    void shouldTakeItsOwnSubjectsFromPrograms(String type) throws Exception {
        assertThat(status(REGISTER.formatted("ours-1"), "Host: 127.0.0.1:8081\r\nContent-Type: " + type, INT))
                .contains(" 200 ");
    }

    @Test
    @Tag("F-56")
    void shouldNotTakeAnybodyElsesSubjects() throws Exception {
        assertThat(status(REGISTER.formatted("theirs"), "Host: localhost\r\n" + JSON, INT))
                .contains(" 422 ");
        assertThat(subjects()).doesNotContain("theirs");
    }

    @ParameterizedTest
    @CsvSource({"/config, 422", "/config/theirs, 422", "/config/ours-level, 422", "/mode, 422", "/mode/ours-level, 422"
    })
    void shouldKeepLevelsAndMode(String path, int status) throws Exception {
        // Given
        String host = "Host: localhost\r\n" + JSON;
        assertThat(status("PUT /config/ours-level", host, "{\"compatibility\":\"FULL_TRANSITIVE\"}"))
                .contains(" 200 ");

        // When
        String answer = status("PUT " + path, host, "{\"compatibility\":\"NONE\",\"mode\":\"READONLY\"}");

        // Then
        assertThat(answer).contains(" " + status + " ");
        assertThat(RawHttp.exchange(
                        registry.address(),
                        "GET /config/ours-level HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains("FULL_TRANSITIVE");
    }

    @Test
    @Tag("F-56")
    void shouldRefuseWhatIsLongerThanASchema() throws Exception {
        assertThat(status(REGISTER.formatted("ours-long"), "Host: localhost\r\n" + JSON, schema(enumOf(64 << 10))))
                .contains(" 422 ");
        assertThat(status(REGISTER.formatted("ours-long"), "Host: localhost\r\n" + JSON, schema(enumOf(480_000))))
                .contains(" 413 ");
        assertThat(subjects()).doesNotContain("ours-long");
    }

    @ParameterizedTest
    @ValueSource(ints = {70, 500, 3_000})
    @Tag("S-25")
    void shouldRefuseWhatIsDeeperThanASchema(int levels) throws Exception {
        String nested =
                "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(levels) + "\\\"int\\\"" + "}".repeat(levels);

        assertThat(status(REGISTER.formatted("ours-deep"), "Host: localhost\r\n" + JSON, schema(nested)))
                .contains(" 422 ");
        assertThat(status("GET /subjects", "Host: localhost", "")).contains(" 200 ");
    }

    @Test
    void shouldAnswerWhileAHundredClientsHaveStoppedHalfWay() throws Exception {
        // Given
        List<Socket> stuck = RawHttp.halfRequests(registry.address(), 100);

        // When
        String answer = status("GET /subjects", "Host: localhost", "");

        // Then
        assertThat(answer).contains(" 200 ");
        RawHttp.close(stuck);
    }

    @Test
    void shouldKeepAThousandSchemasAndNoMore(@TempDir Path another) throws Exception {
        try (var itsBroker = EmbeddedBroker.start(another, 0);
                var full = EmbeddedRegistry.start(Map.of("bootstrap.servers", itsBroker.bootstrapServers()), 0)) {
            // Given
            for (int i = 0; i < 1_000; i++) {
                assertThat(register(full, "many-" + i)).contains(" 200 ");
            }

            // When
            String answer = register(full, "one-more");

            // Then
            assertThat(answer).contains(" 422 ");
            assertThat(register(full, "many-0")).contains(" 200 ");
        }
    }

    private static String register(EmbeddedRegistry in, String subject) throws Exception {
        return RawHttp.status(in.address(), REGISTER.formatted(subject), List.of("Host: localhost", JSON), INT);
    }

    private static String subjects() throws Exception {
        return RawHttp.exchange(
                registry.address(), "GET /subjects HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String status(String line, String headers, String body) throws Exception {
        return RawHttp.status(registry.address(), line, List.of(headers), body);
    }

    private static String enumOf(int length) {
        return "{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"E\\\",\\\"doc\\\":\\\"" + "d".repeat(length)
                + "\\\",\\\"symbols\\\":[\\\"A\\\"]}";
    }

    /** @param escaped the text as it is escaped in JSON */
    private static String schema(String escaped) {
        return "{\"schema\":\"" + escaped + "\"}";
    }
}
