package io.tunnelwatch.processor.topology;

/**
 * The names of nodes and stores. The stores' names are part of changelog topic names: they are data, and stay even where the
 * code has a better word.
 */
final class TopologyNames {
    static final String READ_OBSERVATIONS = "read-observations";
    static final String JUDGE_OBSERVATIONS = "detect-transitions";
    static final String WRITE_TRANSITIONS = "write-transitions";
    static final String WRITE_ALERTS = "write-alerts";
    static final String WRITE_TARGETS = "write-targets";
    static final String TARGETS = "targets";
    static final String CONNECTIONS = "connections";

    /** The connections that await the end of a scan; no tunnel is meant to run here. */
    static final String AWAITING_SCAN_END = "running";

    static final String GROUPS = "groups";

    private TopologyNames() {}
}
