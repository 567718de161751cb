package io.tunnelwatch.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Acs3Test {
    private static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void shouldReproduceTheOfficialVector() {
        // Given
        var headers = Map.of(
                "host", "ecs.cn-shanghai.aliyuncs.com",
                "x-acs-action", "RunInstances",
                "x-acs-version", "2014-05-26",
                "x-acs-date", "2023-10-26T10:22:32Z",
                "x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d",
                "x-acs-content-sha256", EMPTY_HASH);
        var signed = List.of(
                "host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version");
        var query =
                Parameters.parse("ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai");

        // When
        String toSign = Acs3.stringToSign(Acs3.canonicalRequest("POST", query, headers, signed, EMPTY_HASH));

        // Then
        assertThat(toSign)
                .isEqualTo("ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
        assertThat(Acs3.sign("YourAccessKeySecret", toSign))
                .isEqualTo("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    @Test
    void shouldReadTheClaimThatItWrites() {
        String header = Acs3.authorization("key", List.of("host", "x-acs-date"), "00ff");

        assertThat(Acs3.Claim.of(header)).contains(new Acs3.Claim("key", List.of("host", "x-acs-date"), "00ff"));
        assertThat(Acs3.Claim.of("Basic abc")).isEmpty();
        assertThat(Acs3.Claim.of(null)).isEmpty();
    }

    @Test
    void shouldEncodeAsRfc3986Says() {
        assertThat(Parameters.parse("b=%7E%20*&a=x%2By+z").canonical()).isEqualTo("a=x%2By%20z&b=~%20%2A");
    }
}
