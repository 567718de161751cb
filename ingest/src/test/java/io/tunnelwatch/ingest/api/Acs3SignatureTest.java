package io.tunnelwatch.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.credentials.AccessKey;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class Acs3SignatureTest {
    private static final AccessKey KEY = new AccessKey("YourAccessKeyId", "YourAccessKeySecret", Optional.empty());

    /** The example of the cloud's own documentation. */
    @Test
    void shouldSignAsTheCloudDocuments() {
        // Given
        var parameters = new TreeMap<>(
                Map.of("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId", "cn-shanghai"));
        var headers = new TreeMap<>(Map.of(
                "host", "ecs.cn-shanghai.aliyuncs.com",
                "x-acs-action", "RunInstances",
                "x-acs-version", "2014-05-26",
                "x-acs-date", "2023-10-26T10:22:32Z",
                "x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d",
                "x-acs-content-sha256", Acs3Signature.EMPTY_BODY_SHA256));
        // When
        var signature = new Acs3Signature("POST", parameters, headers);
        // Then
        assertThat(signature.hashedCanonicalRequest())
                .isEqualTo("7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
        assertThat(signature.authorization(KEY))
                .isEqualTo("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
                        + "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
                        + "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }

    @Test
    void shouldEncodeQueryByRfc3986() {
        assertThat(Acs3Signature.query(new TreeMap<>(Map.of("a b", "*~+/ü", "Z", "1"))))
                .isEqualTo("Z=1&a%20b=%2A~%2B%2F%C3%BC");
    }
}
