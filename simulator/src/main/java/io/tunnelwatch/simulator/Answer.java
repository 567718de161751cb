package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Effect;
import io.tunnelwatch.simulator.story.Effect.Transport;
import io.tunnelwatch.simulator.wire.CloudError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A response as it is sent.
 *
 * @param promised the body's length that Content-Length announces
 */
@SuppressWarnings("ArrayRecordComponent") // two answers are never compared
record Answer(int status, Map<String, String> headers, byte[] body, int promised, String outcome) {
    private static final String BAD_GATEWAY =
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<h1>502 Bad Gateway</h1>\r\n</body>\r\n</html>\r\n";

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(Request request, byte[] body, List<Effect> effects) {
        var headers = Map.of("Content-Type", request.format().contentType());
        var whole = new Answer(200, headers, body, body.length, "OK");
        return effects.stream()
                .map(Effect::transport)
                .filter(it -> it != Transport.WHOLE)
                .findFirst()
                .map(whole::through)
                .orElse(whole);
    }

    static Answer refused(Request request, CloudError error, String requestId) {
        var headers = new HashMap<>(error.headers());
        headers.put("Content-Type", request.format().contentType());
        byte[] body = error.body(request.format(), requestId, request.action());
        return new Answer(error.status(), headers, body, body.length, error.code());
    }

    private Answer through(Transport transport) {
        byte[] half = Arrays.copyOf(body, body.length / 2);
        byte[] html = BAD_GATEWAY.getBytes(StandardCharsets.US_ASCII);
        return switch (transport) {
            case WHOLE -> this;
            case TRUNCATED -> new Answer(200, headers, half, half.length, "truncated");
            case CUT -> new Answer(200, headers, half, body.length, "cut");
            case BAD_GATEWAY -> new Answer(502, Map.of("Content-Type", "text/html"), html, html.length, "bad-gateway");
        };
    }
}
