package io.tunnelwatch.ingest.api;

/** What the JDK's HTTP client reads once and for all, when it is used for the first time, by whichever part of a process. */
public final class JdkClient {
    /**
     * Seconds for which a connection is kept that nobody uses. The client holds the last 16 kB that came through each, the keys
     * of some two dozen connections in clear, for as long as it is open; pages of a listing follow each other sooner.
     */
    private static final String KEPT = "1";

    private JdkClient() {}

    /** What the operator set stays. */
    public static void prepare() {
        set("jdk.httpclient.keepalive.timeout", KEPT);
        // None: unless told otherwise it keeps a login from every proxy that tunnels.
        set("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
