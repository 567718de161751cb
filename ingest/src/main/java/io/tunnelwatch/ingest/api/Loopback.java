package io.tunnelwatch.ingest.api;

/** Whether a host is this machine: by its literal, not by asking a name server that may say anything. */
final class Loopback {
    private Loopback() {}

    static boolean is(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
