package io.tunnelwatch.runtime;

import java.net.URI;

/** The addresses that a client of HTTP can ask. */
public final class HttpAddress {
    private HttpAddress() {}

    /** Returns whether an address is http or https, and names a host. */
    public static boolean isOne(URI address) {
        return isHttp(address) && address.getHost() != null;
    }

    /** Returns whether the scheme of an address is http or https. */
    public static boolean isHttp(URI address) {
        return "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
    }
}
