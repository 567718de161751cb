package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site reads nothing from the simulator that runs beside it. */
class DoorTest {
    private final Simulator simulator = Simulator.start(Scenario.demo(), 0, ManualClock.BEGAN, new ManualClock());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @Tag("S-31")
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost\r\nHost: evil.example",
                "Host: localhost\r\nOrigin: https://evil.example",
                "Host: localhost\r\nSec-Fetch-Site: cross-site"
            })
    void shouldAnswerNoPageOfAnotherSite(String headers) throws IOException {
        for (String path :
                new String[] {"/simulator/truth", "/simulator/requests", "/?Action=DescribeVpnConnections"}) {
            assertThat(answer(path, headers))
                    .as(path)
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("vco-");
        }
    }

    @Test
    void shouldAnswerWhoComesFromThisMachine() throws IOException {
        assertThat(answer("/simulator/truth", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .contains("X-content-type-options: nosniff")
                .contains("vco-");
    }

    private String answer(String path, String headers) throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), simulator.endpoint().getPort())) {
            socket.setSoTimeout(10_000);
            String request = "GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
