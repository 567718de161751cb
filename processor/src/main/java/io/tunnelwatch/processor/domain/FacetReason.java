package io.tunnelwatch.processor.domain;

/** Why a facet is in its state. The names are public: they stand in the topics. */
public enum FacetReason {
    UNKNOWN,
    IPSEC_ESTABLISHED,
    PHASE1_NOT_ESTABLISHED,
    PHASE2_PENDING,
    PHASE2_NOT_ESTABLISHED,
    BGP_ESTABLISHED,
    BGP_NOT_ESTABLISHED,
    HEALTH_CHECK_PASSED,
    HEALTH_CHECK_FAILED,
    ALL_TUNNELS_UP,
    SOME_TUNNELS_DOWN,
    ALL_TUNNELS_DOWN,
    TUNNELS_NOT_SEEN,
    SWITCHED_OFF,
    STATUS_MISSING,
    STATUS_NOT_RECOGNISED,
    NOT_SEEN,
    SCANS_COMPLETE,
    SCANS_FAILING,
    CREDENTIALS_REFUSED,
    PERMISSION_REFUSED,
    POLLER_SILENT,
    SHARED_GATEWAY,
    STORM,
    /** So many connections are missing at once that none is taken for deleted. */
    DELETIONS_HELD
}
