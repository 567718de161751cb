package io.tunnelwatch.ingest.mapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.Diagnosis;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private final ResponseMapper mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));

    @Test
    void shouldReadBareListOfDiagnoses() throws Exception {
        // When
        var diagnoses = mapper.diagnoses(ExampleResponses.bytes("diagnose/01-phase1-timeout-single.json"));
        // Then
        assertThat(diagnoses.value())
                .containsExactly(Diagnosis.newBuilder()
                        .setConnectionId("vco-fx1single000000000003")
                        .setCode("Phase1NegotiationTimeout")
                        .setReason("Phase1 negotiation timeout")
                        .setSeverity("Warn")
                        .setFailedAt(Instant.ofEpochMilli(1763650861000L))
                        .build());
        assertThat(diagnoses.requestId()).startsWith("0F1C7A2E");
    }

    @Test
    void shouldRefuseWhatHoldsNoDiagnoses() {
        assertThatThrownBy(() -> mapper.diagnoses("{\"RequestId\":\"x\"}".getBytes(UTF_8)))
                .isInstanceOf(MalformedResponseException.class);
    }
}
