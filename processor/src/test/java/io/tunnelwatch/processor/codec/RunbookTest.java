package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.facet.FacetReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every runbook link of an alert leads to a section. */
class RunbookTest {
    private static final List<String> CODES = List.of(
            "PeerMismatch",
            "AlgorithmMismatch",
            "EncryptionAlgorithmMismatch",
            "AuthenticationAlgorithmMismatch",
            "DhGroupMismatch",
            "PskMismatch",
            "PeerIdMismatch",
            "DpdHashNotifyCompatibility",
            "DpdTimeout",
            "IkeVersionMismatch",
            "NegotiationModeMismatch",
            "NatTMismatch",
            "LifetimeMismatch",
            "SecurityProtocolMismatch",
            "EncapsulationModeMismatch",
            "AlgorithmCompatibility",
            "TrafficSelectorMismatch",
            "PfsMismatch",
            "CommitMismatch",
            "ProposalMismatch",
            "NegotiationFailed",
            "Phase1NegotiationTimeout",
            "Phase2NegotiationTimeout",
            "NoResponse",
            "ReceiveDeleteNotify",
            "NoExceptionFound");

    @ParameterizedTest
    @EnumSource(
            value = FacetReason.class,
            names = {
                "PHASE1_NOT_ESTABLISHED",
                "PHASE2_PENDING",
                "PHASE2_NOT_ESTABLISHED",
                "ALL_TUNNELS_DOWN",
                "SOME_TUNNELS_DOWN",
                "BGP_NOT_ESTABLISHED",
                "HEALTH_CHECK_FAILED",
                "SHARED_GATEWAY",
                "STORM",
                "SCANS_FAILING",
                "CREDENTIALS_REFUSED",
                "PERMISSION_REFUSED",
                "POLLER_SILENT",
                "DELETIONS_HELD"
            })
    void shouldHaveASectionForEveryReasonThatAnAlertCanGive(FacetReason reason) throws IOException {
        String anchor = EventCodec.runbook(reason);
        assertThat(anchor).startsWith("docs/runbook.md#");
        assertThat(headings("## ")).contains(anchor.substring(anchor.indexOf('#') + 1));
    }

    @Test
    void shouldHaveALineForEveryCodeOfADiagnosis() throws IOException {
        assertThat(headings("### ")).containsExactlyElementsOf(CODES);
    }

    private static List<String> headings(String level) throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "runbook.md")).stream()
                .filter(it -> it.startsWith(level))
                .map(it -> it.substring(level.length()))
                .toList();
    }
}
