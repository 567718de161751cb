package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guarantee must be able to fail: it catches a page that is wrong, but not one that does not know. */
class BoardNeverWrongTest {
    /** Three of these plus the allowance are zero: whatever is missing is missing for too long. */
    private static final Duration NO_TIME = Duration.ofMillis(-1_334);

    /** A cloud ten minutes after its scenario began. */
    private final Simulator cloud = Simulator.start(
            Scenario.parse(
                    "truth",
                    """
                    accounts:
                      - {name: test, regions: [cn-hangzhou]}
                    gateways:
                      - {name: here}
                    connections:
                      - {name: red, id: vco-red, gateway: here, bgp: true}
                      - {name: well, id: vco-well, gateway: here}
                      - {name: just-now, id: vco-justnow, gateway: here}
                      - {name: half, id: vco-half, gateway: here, tunnels: 2}
                      - {name: gone, id: vco-gone, gateway: here}
                    timeline:
                      - {at: PT1M, connection: red, is: down}
                      - {at: PT9M58S, connection: just-now, is: down}
                      - {at: PT1M, connection: half, tunnel: slave, is: down}
                      - {at: PT1M, connection: gone, is: deleted}
                      - {at: PT20M, connection: well, is: down}
                    """),
            0,
            Instant.now().minus(Duration.ofMinutes(10)));

    private HttpServer page;
    private volatile List<String> rows = List.of();
    private volatile boolean stale;
    private Duration interval = Duration.ofSeconds(1);

    @BeforeEach
    void startPage() throws IOException {
        page = LoopbackServer.onAnyPort();
        page.createContext("/", exchange -> {
            String body = exchange.getRequestURI().getPath().endsWith("/summary")
                    ? "{\"targets\":[{\"target\":\"test/cn-hangzhou\",\"stale\":" + stale
                            + ",\"staleAfterSeconds\":5}]}"
                    : "{\"total\":" + rows.size() + ",\"connections\":[" + String.join(",", rows) + "]}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        page.start();
    }

    @AfterEach
    void stop() {
        page.stop(0);
        cloud.close();
    }

    @Test
    void shouldBelieveWhatIsSo() {
        var board = looking(row("vco-red", "DOWN"), row("vco-well", "UP"), row("vco-half", "DEGRADED"));
        assertThat(board.lies()).isEmpty();
        assertThat(board.compared()).isPositive();
    }

    @Test
    void shouldCatchAPageThatIsGreenAboutWhatIsRed() {
        var board = looking(row("vco-red", "UP"), row("vco-well", "UP"));
        assertThat(board.lies()).singleElement().asString().contains("vco-red");
        assertThatThrownBy(board::judge).hasMessageContaining("vco-red");
    }

    @Test
    void shouldCatchAPageThatIsRedAboutWhatIsGreen() {
        assertThat(looking(row("vco-well", "DOWN")).lies())
                .singleElement()
                .asString()
                .contains("vco-well");
    }

    @Test
    void shouldCatchAPageThatShowsAWholeConnectionWhereATunnelIsDown() {
        assertThat(looking(row("vco-half", "UP")).lies())
                .singleElement()
                .asString()
                .contains("vco-half");
    }

    @Test
    void shouldCatchALieAboutAFacet() {
        String bgpUp = row("vco-red", "DOWN").replace("\"facets\":{}", "\"facets\":{\"BGP\":{\"state\":\"UP\"}}");
        assertThat(looking(bgpUp).lies()).singleElement().asString().contains("BGP=UP");
    }

    @Test
    void shouldCatchAPageThatShowsWhatWasDeleted() {
        assertThat(looking(row("vco-gone", "UP")).lies())
                .singleElement()
                .asString()
                .contains("vco-gone");
    }

    @Test
    void shouldBelieveAPageThatIsAsOldAsThreeIntervals() {
        assertThat(looking(row("vco-justnow", "UP")).lies()).isEmpty();
        assertThat(looking(row("vco-justnow", "DOWN")).lies()).isEmpty();
    }

    @Test
    void shouldBelieveAPageThatSaysThatItDoesNotKnow() {
        String old = row("vco-red", "UP").replace("\"stale\":false", "\"stale\":true");
        assertThat(looking(old, row("vco-well", "UNKNOWN")).lies()).isEmpty();
    }

    @Test
    void shouldCatchAFreshPageThatLeavesOutWhatIsThere() {
        // Given
        interval = NO_TIME;
        var board = looking(row("vco-well", "UP"));
        // When
        board.look();
        // Then
        assertThat(board.lies())
                .hasSize(3)
                .anyMatch(it -> it.contains("vco-red"))
                .noneMatch(it -> it.contains("vco-gone"));
    }

    @Test
    void shouldNotMissRowsOnAPageThatSaysItIsStale() {
        // Given
        interval = NO_TIME;
        stale = true;
        var board = looking(row("vco-well", "UP"));
        // When
        board.look();
        // Then
        assertThat(board.lies()).isEmpty();
    }

    @Test
    void shouldNotTakeAPageThatDoesNotAnswerForALie() {
        page.stop(0);
        assertThat(looking(row("vco-red", "UP")).lies()).isEmpty();
    }

    private BoardNeverWrong looking(String... rows) {
        this.rows = List.of(rows);
        var board = new BoardNeverWrong(
                URI.create("http://127.0.0.1:" + page.getAddress().getPort() + "/"),
                Optional.empty(),
                () -> Optional.of(cloud.endpoint()),
                interval);
        board.look();
        board.close();
        return board;
    }

    private static String row(String id, String state) {
        return "{\"id\":\"" + id + "\",\"state\":\"" + state + "\",\"stale\":false,\"facets\":{},\"tunnels\":[]}";
    }
}
