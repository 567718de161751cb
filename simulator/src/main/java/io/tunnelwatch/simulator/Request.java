package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.wire.Format;
import io.tunnelwatch.simulator.wire.Parameters;
import java.util.Map;

/**
 * A call as it arrived.
 *
 * @param headers by lower-case name
 * @param bodyHash SHA-256 of the body, in hex
 */
record Request(String method, Parameters parameters, Map<String, String> headers, String bodyHash) {
    Request {
        headers = Map.copyOf(headers);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The action, from the query or from a header: both styles are in use. */
    String action() {
        return parameters.find("Action").orElse(header("x-acs-action"));
    }

    String version() {
        return parameters.find("Version").orElse(header("x-acs-version"));
    }

    Format format() {
        return Format.of(parameters, headers.get("accept"));
    }

    /** Leaves out the headers, which hold the signature. */
    @Override
    public String toString() {
        return "Request[" + method + " " + action() + "]";
    }
}
