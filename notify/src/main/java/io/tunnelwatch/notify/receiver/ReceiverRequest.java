package io.tunnelwatch.notify.receiver;

import java.net.URI;
import java.util.Map;

/** One HTTP request with a text in UTF-8 as its body. Its address and headers may hold secrets, so that its text shows neither. */
public record ReceiverRequest(String method, URI address, Map<String, String> headers, String body) {
    public ReceiverRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return method + " to " + address.getHost() + ", " + body.length() + " characters";
    }
}
