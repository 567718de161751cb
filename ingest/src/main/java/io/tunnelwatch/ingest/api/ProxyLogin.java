package io.tunnelwatch.ingest.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a proxy lets this machine through for. Not a record, so that nothing that prints objects by their shape shows it. */
public final class ProxyLogin {
    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final String basic;

    public ProxyLogin(String user, String password) {
        basic = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The JDK keeps such a login from every proxy that tunnels, unless it is told otherwise before its client is used for
     * the first time, by whomever.
     */
    public static void allow() {
        if (System.getProperty(DISABLED_SCHEMES) == null) {
            System.setProperty(DISABLED_SCHEMES, "");
        }
    }

    /** The value of the header Proxy-Authorization. */
    String header() {
        return basic;
    }

    @Override
    public String toString() {
        return "ProxyLogin[redacted]";
    }
}
