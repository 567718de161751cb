package io.tunnelwatch.ingest.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Login for a proxy. Not a record, so nothing that prints objects by their shape shows it. */
public final class ProxyLogin {
    private final String basic;

    public ProxyLogin(String user, String password) {
        basic = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
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
