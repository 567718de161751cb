package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://vpn.example.com", "https://127.0.0.1:8080/path", "HTTPS://[::1]"})
    void shouldTakeHttpAndHttpsWithAHost(String address) {
        assertThat(HttpAddress.isOne(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vpn.example.com",
                "//vpn.example.com",
                "//http://vpn.example.com",
                "https:///path",
                "ftp://a.b"
            })
    void shouldTakeNothingElse(String address) {
        assertThat(HttpAddress.isOne(URI.create(address))).isFalse();
    }
}
