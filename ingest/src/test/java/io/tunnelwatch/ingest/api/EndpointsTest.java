package io.tunnelwatch.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    @ParameterizedTest
    @CsvSource({
        "'', cn-hangzhou, https://vpc.aliyuncs.com",
        "'', eu-central-1, https://vpc.eu-central-1.aliyuncs.com",
        "'', cn-shanghai-finance-1, https://vpc.aliyuncs.com",
        "127.0.0.1:8080, eu-central-1, https://127.0.0.1:8080",
        "http://127.0.0.1:8080, eu-central-1, http://127.0.0.1:8080",
        "http://localhost:8080/, eu-central-1, http://localhost:8080",
        "http://[::1]:8080, eu-central-1, http://[::1]:8080",
        "vpc-vpc.eu-central-1.aliyuncs.com, eu-central-1, https://vpc-vpc.eu-central-1.aliyuncs.com"
    })
    void shouldAimAtTheServerOfTheRegionOrOfTheSetting(String setting, String region, String expected) {
        assertThat(Endpoints.of("cloud.endpoint", setting).of(new TargetId("1", region)))
                .hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com", "http://127.0.0.1.example.com", "http://10.0.0.1:80", "ftp://127.0.0.1",
                        "https://u:p@h",
                "https://h/path", "https://h/?q=1", "a b", "https://", "http://localhost.example.com",
                "//vpc.example.com", "//vpc://vpc.example.com"
            })
    void shouldRefuseWhatIsNoServerOrCouldBeOverheard(String setting) {
        assertThatThrownBy(() -> Endpoints.of("cloud.endpoint", setting))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("cloud.endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b/c", "a/", "/b", "a/evil.com#", "a/B", "a b/c", "a/b@c"})
    void shouldRefuseTargetThatIsNoAccountAndRegion(String text) {
        assertThatThrownBy(() -> TargetId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
