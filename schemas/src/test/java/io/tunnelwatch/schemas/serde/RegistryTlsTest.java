package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tunnelwatch.testsupport.Certificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
    private static final String PASSWORD = "must-never";

    @TempDir
    Path directory;

    private Certificates certificates;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(directory.resolve("certificates.p12"), PASSWORD);
        certificates.selfSigned("registry", "127.0.0.1");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.of("registry")));
        server.createContext("/", exchange -> {
            byte[] schema = "{\"schema\":\"\\\"string\\\"\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, schema.length);
            exchange.getResponseBody().write(schema);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldTrustTheCertificatesThatItIsGiven() {
        var client = new RegistryClient(Map.of(
                "schema.registry.url",
                url(),
                "schema.registry.ssl.truststore.location",
                certificates.file().toString(),
                "schema.registry.ssl.truststore.type",
                "PKCS12",
                "schema.registry.ssl.truststore.password",
                PASSWORD));

        assertThat(client.byId(1).getType().getName()).isEqualTo("string");
    }

    @Test
    void shouldNotTrustAnyCertificate() {
        var client = new RegistryClient(Map.of("schema.registry.url", url()));

        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("SSLHandshakeException");
    }

    private String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }
}
