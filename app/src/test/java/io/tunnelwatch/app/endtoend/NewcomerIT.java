package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes of a first try: one line that names the cure, and one alert, however often they happen. */
@Tag("heavy")
@Timeout(180)
class NewcomerIT {
    private static final int LOOKS_AFTERWARDS = 5;

    @TempDir
    Path directory;

    @Test
    @Tag("F-08")
    void shouldNameTheCureOfAWrongSecret() throws Exception {
        try (var cloud = cloud("")) {
            var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
            settings.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong-must-never-leave");
            assertOneLineAndOneAlert(
                    settings, "test/cn-hangzhou", "the AccessKey secret does not belong to the AccessKey id");
        }
    }

    @Test
    @Tag("F-08")
    void shouldNameTheCureOfAMissingPermission() throws Exception {
        try (var cloud = cloud("faults:\n  - {fault: deny}\n")) {
            assertOneLineAndOneAlert(
                    KillAndRestartIT.settings(cloud),
                    "test/cn-hangzhou",
                    "allow the action vpc:DescribeVpnConnections to the RAM user");
        }
    }

    @Test
    void shouldNameTheCureOfAWrongRegion() throws Exception {
        try (var cloud = cloud("")) {
            var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
            settings.put("TUNNELWATCH_TARGETS", "test/cn-hangzhuo");
            assertOneLineAndOneAlert(
                    settings, "test/cn-hangzhuo", "no region 'cn-hangzhuo' here: correct it in setting targets");
        }
    }

    /** Uses the cloud's real servers, on a machine on which no name can be resolved. */
    @Test
    @Tag("F-01")
    void shouldNameTheCureOfNoNetwork() throws Exception {
        try (var cloud = cloud("")) {
            var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
            settings.put("TUNNELWATCH_CLOUD_ENDPOINT", "");
            Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
            settings.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
            assertOneLineAndOneAlert(settings, "test/cn-hangzhou", "this machine can resolve names");
        }
    }

    /** Uses a stub with the real cloud's answer, because the simulated cloud runs on this machine's clock. */
    @Test
    @Tag("F-08")
    void shouldNameTheCureOfAClockThatIsTwentyMinutesBehind() throws Exception {
        try (var cloud = cloud("");
                var ahead = new CloudOfAnotherTime(Duration.ofMinutes(20))) {
            var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
            settings.put("TUNNELWATCH_CLOUD_ENDPOINT", "http://127.0.0.1:" + ahead.port());
            assertOneLineAndOneAlert(
                    settings,
                    "test/cn-hangzhou",
                    "the clock of this machine is 20 minutes behind the cloud's: set it right");
        }
    }

    private void assertOneLineAndOneAlert(Map<String, String> settings, String target, String cure) throws Exception {
        try (var running = RunningTunnelwatch.start(directory, settings)) {
            // When
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !alerts(running)
                    .isEmpty());
            Instant fired = Instant.now();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> running.topics().raw(Topics.OBSERVATIONS.name()).stream()
                                    .filter(it -> it.timestamp() > fired.toEpochMilli())
                                    .count()
                            >= LOOKS_AFTERWARDS);
            // Then
            assertThat(alerts(running)).singleElement().satisfies(it -> {
                assertThat(it.getRule()).hasToString("TargetStale");
                assertThat(it.getEntity()).isEqualTo(target);
            });
            List<String> lines = running.output()
                    .lines()
                    .filter(it -> it.contains("A target cannot be scanned"))
                    .toList();
            lines.forEach(it -> System.out.println("Newcomer: " + it));
            assertThat(lines).singleElement().asString().contains(target, cure).doesNotContain("must-never");
            assertThat(running.output()).doesNotContain("must-never", "\tat ");
        }
    }

    private static List<Alert> alerts(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.ALERTS, Alert.class).stream()
                .map(TopicReader.Decoded::value)
                .toList();
    }

    private static Simulator cloud(String faults) {
        return Simulator.start(
                Scenario.parse(
                        "newcomer",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        gateways:
                          - {name: here}
                        connections:
                          - {name: one, gateway: here}
                          - {name: two, gateway: here, tunnels: 2}
                        """
                                + faults),
                0,
                Instant.now());
    }

    /** Refuses every call because of its time, and gives its own time. */
    private static final class CloudOfAnotherTime implements AutoCloseable {
        private static final String BODY =
                "{\"RequestId\":\"r\",\"HostId\":\"vpc.aliyuncs.com\",\"Code\":\"InvalidTimeStamp.Expired\","
                        + "\"Message\":\"Specified time stamp or date value is expired.\"}";

        private final ServerSocket server;
        private final Duration ahead;

        CloudOfAnotherTime(Duration ahead) throws IOException {
            this.ahead = ahead;
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var thread = new Thread(this::serve, "cloud-of-another-time");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    byte[] request = new byte[16 * 1024];
                    if (socket.getInputStream().read(request) > 0) {
                        socket.getOutputStream().write(answer().getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    // the caller closed the connection, or the test is over
                }
            }
        }

        private String answer() {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
            return "HTTP/1.1 400 Bad Request\r\nDate: " + date + "\r\nContent-Length: " + BODY.length()
                    + "\r\nConnection: close\r\n\r\n" + BODY;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
