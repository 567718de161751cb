package io.tunnelwatch.runtime;

import java.net.URI;

/** The addresses that a client of HTTP can ask. */
public final class HttpAddress {
    private HttpAddress() {}

    /** Returns whether an address is http or https, and names a host. */
    public static boolean isOne(URI address) {
        String scheme = address.getScheme();
        return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) && address.getHost() != null;
    }
}
