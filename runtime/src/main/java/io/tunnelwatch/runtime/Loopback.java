package io.tunnelwatch.runtime;

import java.util.regex.Pattern;

/** Names of this machine, judged by their literal form in lower case: a name server could answer anything. */
public final class Loopback {
    private static final String NAME = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";
    private static final Pattern HOST = Pattern.compile(NAME + "|::1");
    private static final Pattern AUTHORITY = Pattern.compile("(" + NAME + ")(:\\d+)?");

    private Loopback() {}

    /** Returns whether a host is this machine; an IPv6 address may stand in brackets. */
    public static boolean isHost(String host) {
        return HOST.matcher(host).matches();
    }

    /** Returns whether a host with or without a port is this machine, and nothing else is given with it. */
    public static boolean isAuthority(String authority) {
        return AUTHORITY.matcher(authority).matches();
    }
}
