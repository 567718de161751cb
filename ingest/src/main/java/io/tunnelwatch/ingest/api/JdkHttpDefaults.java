package io.tunnelwatch.ingest.api;

/** System properties that the JDK's HTTP client reads once per process, when any part of it first uses the client. */
public final class JdkHttpDefaults {
    /**
     * Seconds for which an idle connection is kept. An open one holds the last 16 kB that came through it, the keys of some two
     * dozen connections in clear; the pages of a listing follow each other sooner.
     */
    private static final String KEPT = "1";

    private JdkHttpDefaults() {}

    /** Sets the properties that the operator has not set. */
    public static void prepare() {
        set("jdk.httpclient.keepalive.timeout", KEPT);
        // Empty: by default the client sends no login to a proxy for tunnelling.
        set("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
