package io.tunnelwatch.ingest.poller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The account's key is replaced while the account is polled with it. */
@Timeout(60)
class RotatedKeyTest {
    private static final byte[] UNKNOWN =
            "{\"Code\":\"InvalidAccessKeyId.NotFound\",\"Message\":\"Specified access key is not found.\"}"
                    .getBytes(UTF_8);

    private volatile String held = "old-key";
    private volatile String accepted = "old-key";
    private final RawCloud cloud = new RawCloud();
    private final TargetHarness lookout = new TargetHarness(
            "http://127.0.0.1:" + cloud.port(), account -> new AccessKey(held, "must-never", Optional.empty()));

    @BeforeEach
    void fill() {
        for (int i = 0; i < 120; i++) {
            cloud.connections.put("vco-%03d".formatted(i), "ipsec_sa_established");
        }
        cloud.replies((socket, answer) -> {
            boolean welcome = cloud.lastHead.contains("Credential=" + accepted + ",");
            socket.getOutputStream().write(welcome ? answer.whole() : RawCloud.Answer.with(404, "", UNKNOWN));
        });
        lookout.seesAll(cloud);
    }

    @AfterEach
    void close() throws IOException {
        cloud.close();
    }

    @Test
    @Tag("F-09")
    void shouldLoseNoLookWhenTheNewKeyIsThereInTheMiddleOfOne() {
        // Given
        var pages = new AtomicInteger();
        cloud.replies((socket, answer) -> {
            boolean welcome = cloud.lastHead.contains("Credential=" + accepted + ",");
            // Before the answer is sent, or the next page might be requested with the old key.
            if (pages.incrementAndGet() == 1) {
                held = "new-key";
                accepted = "new-key";
            }
            socket.getOutputStream().write(welcome ? answer.whole() : RawCloud.Answer.with(404, "", UNKNOWN));
        });
        cloud.connections.put("vco-119", "ike_sa_not_established");
        // When
        var observations = lookout.look();
        // Then: the change, and the end of the scan
        assertThat(observations).hasSize(2);
        assertThat(pages).hasValue(3);
    }

    @Test
    @Tag("F-09")
    void shouldFailForAsLongAsItHoldsTheOldOneAndNoLonger() {
        // Given
        accepted = "new-key";
        // When
        var failed = lookout.failedLook(FailureClass.CREDENTIALS);
        // Then
        assertThat(failed.getDetail()).contains("restart ingest");
        held = "new-key";
        assertThat(lookout.look()).hasSize(1);
        lookout.seesAll(cloud);
    }
}
