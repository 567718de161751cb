package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.api.Reply;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Rules for a request that changes something, beyond those for its origin. A page of another site can make a browser send a
 * form, with the reader's credentials; it can send neither JSON nor a header of ours without asking this server first, which
 * allows nobody. Each rule alone would suffice.
 */
final class WriteRules {
    static final String OWN_HEADER = "X-Tunnelwatch-Request";

    private WriteRules() {}

    static Optional<Reply> refusal(Request request, WriteRoute route) {
        if (route.hasBody() && !isJson(request)) {
            return Optional.of(Reply.problem(
                    415,
                    "Unsupported media type",
                    "Send the body as JSON, with the header Content-Type: application/json."));
        }
        boolean needsHeader = route.isOurs() || (!hasCredentials(request) && isFromBrowser(request));
        if (needsHeader && !"1".equals(request.getHeaders().get(OWN_HEADER))) {
            return Optional.of(Reply.problem(
                    403,
                    "Forbidden",
                    "Send the header " + OWN_HEADER
                            + ": 1. It proves that no page of another site sends the request."));
        }
        return Optional.empty();
    }

    private static boolean isJson(Request request) {
        var type = request.getHeaders().getValuesList(HttpHeader.CONTENT_TYPE);
        return type.size() == 1
                && type.get(0).toLowerCase(Locale.ROOT).matches("application/json\\s*(;\\s*charset=\"?utf-8\"?\\s*)?");
    }

    private static boolean hasCredentials(Request request) {
        return request.getHeaders().contains(HttpHeader.AUTHORIZATION);
    }

    private static boolean isFromBrowser(Request request) {
        return request.getHeaders().contains(HttpHeader.ORIGIN)
                || request.getHeaders().contains("Sec-Fetch-Site");
    }
}
