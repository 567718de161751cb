package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-21")
class PlaintextRulesTest {
    private static final String TLS = "kafka.security.protocol=SSL";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers=kafka:9092",
                "bootstrap.servers=127.0.0.1:9092,10.0.0.7:9092",
                "bootstrap.servers=127.0.0.1.evil.example:9092",
                "bootstrap.servers=kafka:9092;kafka.security.protocol=SASL_PLAINTEXT",
                "bootstrap.servers=kafka:9092;" + TLS + ";kafka.producer.security.protocol=PLAINTEXT",
                "bootstrap.servers=kafka:9092;" + TLS + ";kafka.ssl.endpoint.identification.algorithm=",
                "schema.registry.url=http://registry:8081;serde.basic.auth.user.info=me:must-never",
                "schema.registry.url=http://registry:8081;serde.bearer.auth.token=must-never",
                "schema.registry.url=http://me:must-never@registry:8081",
                "schema.registry.url=https://a,http://me:must-never@registry:8081",
                "kafka.sasl.oauthbearer.token.endpoint.url=http://login:8080/token",
                "kafka.admin.sasl.oauthbearer.token.endpoint.url=http://login:8080/token"
            })
    void shouldRefuseWhatWouldLeaveThisMachinePlain(String set) {
        assertThatThrownBy(() -> KafkaAccess.of(settings(set)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("plaintext.allowed")
                .hasMessageNotContaining("must-never");
        assertThatCode(() -> KafkaAccess.of(settings(set + ";plaintext.allowed=true")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers=localhost:9092,127.0.0.7:1,[::1]:9092",
                "bootstrap.servers=kafka:9092;" + TLS,
                "bootstrap.servers=kafka:9092;kafka.security.protocol=SASL_SSL",
                "schema.registry.url=http://registry:8081",
                "schema.registry.url=https://me:must-never@registry:8081",
                "schema.registry.url=http://me:must-never@127.0.0.1:8081",
                "kafka.sasl.oauthbearer.token.endpoint.url=https://login:8080/token",
                "kafka.sasl.oauthbearer.token.endpoint.url=http://127.0.0.1:8080/token"
            })
    void shouldTakeWhatIsEncryptedOrStaysHere(String set) {
        assertThatCode(() -> KafkaAccess.of(settings(set))).doesNotThrowAnyException();
    }

    private static Settings settings(String set) {
        Map<String, String> values = new HashMap<>();
        for (String one : set.split(";")) {
            String[] pair = one.split("=", 2);
            values.put(pair[0], pair[1]);
        }
        return Settings.of(values);
    }
}
