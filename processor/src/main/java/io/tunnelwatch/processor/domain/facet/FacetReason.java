package io.tunnelwatch.processor.domain.facet;

/** The reason for a facet's state. The names are public: topics contain them. */
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
    /** Too many connections are missing at once, so none is treated as deleted. */
    DELETIONS_HELD,
    /** The health check fails, and its policy withdraws the route while it does. */
    ROUTE_REVOKED,
    BGP_NOT_SEEN,
    HEALTH_CHECK_NOT_SEEN
}
