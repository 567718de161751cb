package io.tunnelwatch.ingest.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FailureClass;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionDirectoryTest {
    private static final TargetId FRANKFURT = new TargetId("1", "eu-central-1");
    private static final TargetId SINGAPORE = new TargetId("1", "ap-southeast-1");
    private static final TargetId ELSEWHERE = new TargetId("2", "eu-central-1");
    private static final Outcome<Map<String, String>> DENIED = Failed.without(FailureClass.DENIED, "no permission");

    private final ManualClock clock = new ManualClock();
    private final List<String> asked = new ArrayList<>();
    private Outcome<Map<String, String>> answer = DENIED;
    private final RegionDirectory directory = new RegionDirectory(
            target -> {
                asked.add(target.account());
                return answer;
            },
            clock);

    @Test
    void shouldAskOnceForEachAccount() {
        // Given
        answer = new Answered<>(
                Map.of("eu-central-1", "vpc.eu-central-1.aliyuncs.com", "ap-southeast-1", "vpc-new.aliyuncs.com"), "");
        // When
        var servers = List.of(FRANKFURT, SINGAPORE, ELSEWHERE, FRANKFURT).stream()
                .map(directory::serverOf)
                .toList();
        // Then
        assertThat(servers.get(1)).contains(URI.create("https://vpc-new.aliyuncs.com"));
        assertThat(servers).doesNotContain(java.util.Optional.empty());
        assertThat(asked).containsExactly("1", "2");
    }

    @Test
    void shouldDoWithoutWhereTheAccountMayNotAskAndTryAgainMuchLater() {
        // When
        var first = directory.serverOf(FRANKFURT);
        var second = directory.serverOf(SINGAPORE);
        clock.advance(Duration.ofHours(2));
        answer = new Answered<>(Map.of("eu-central-1", "vpc.eu-central-1.aliyuncs.com"), "");
        var later = directory.serverOf(FRANKFURT);
        // Then
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
        assertThat(later).isPresent();
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldGoNowhereButToTheCloud() {
        // Given
        answer = new Answered<>(
                Map.of("eu-central-1", "vpc.aliyuncs.com.example.com", "ap-southeast-1", "user@vpc.aliyuncs.com"), "");
        // When / Then
        assertThat(directory.serverOf(FRANKFURT)).isEmpty();
        assertThat(directory.serverOf(SINGAPORE)).isEmpty();
    }

    @Test
    void shouldReadTheHostsOfRegions() throws Exception {
        // Given
        var mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));
        // When
        var regions = mapper.regions(ExampleResponses.bytes("inventory/describe-regions.json"));
        // Then
        assertThat(regions.value())
                .containsEntry("cn-hangzhou", "vpc.aliyuncs.com")
                .containsEntry("eu-central-1", "vpc.eu-central-1.aliyuncs.com")
                .hasSize(3);
        assertThatThrownBy(() -> mapper.regions("{}".getBytes(UTF_8))).isInstanceOf(MalformedResponseException.class);
    }
}
