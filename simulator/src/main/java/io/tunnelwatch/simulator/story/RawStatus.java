package io.tunnelwatch.simulator.story;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The raw values of the cloud, as a scenario writes them. */
final class RawStatus {
    static final String PHASE1_DOWN = "ike_sa_not_established";
    static final String UP = "ipsec_sa_established";
    /** Marks a field that is left out. */
    private static final String ABSENT = "absent";
    /** Prefix of a value that is not documented. */
    private static final String UNDOCUMENTED = "raw:";

    static final List<String> STATUS = List.of(PHASE1_DOWN, "ike_sa_established", "ipsec_sa_not_established", UP);
    static final List<String> BGP = List.of("success", "false", "failed");
    static final List<String> HEALTH = List.of("success", "failed");
    static final List<String> LIFECYCLE = List.of(
            "active",
            "init",
            "attaching",
            "attached",
            "detaching",
            "financialLocked",
            "provisioning",
            "updating",
            "upgrading",
            "deleting",
            "deleted");
    /** FailedReasonCode of a diagnosis. */
    static final List<String> CAUSE = List.of(
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

    private static final Set<String> ALWAYS = Set.of("", ABSENT);

    private RawStatus() {}

    /** Reads a raw value; a typing error must not pass for a fault of the cloud. */
    static String read(Node node, List<String> known) {
        String text = node.text();
        if (known.contains(text) || ALWAYS.contains(text) || text.startsWith(UNDOCUMENTED)) {
            return text;
        }
        throw node.wrong("'" + text + "' is not a value of the cloud; write one of " + String.join(", ", known) + ", "
                + ABSENT + ", or " + UNDOCUMENTED + text + " to use it anyway");
    }

    static @Nullable String said(String written) {
        if (written.equals(ABSENT)) {
            return null;
        }
        return written.startsWith(UNDOCUMENTED) ? written.substring(UNDOCUMENTED.length()) : written;
    }
}
