package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OriginRules;
import io.tunnelwatch.sink.api.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Decides which requests are answered. */
final class AccessControl {
    private final OriginRules origins;
    private final Authenticator authenticator;

    AccessControl(WebAccess access, LongSupplier nanos) {
        this.origins = OriginRules.at(access.host(), access.allowedHosts());
        this.authenticator = new Authenticator(access, nanos);
    }

    void reload() {
        authenticator.reload();
    }

    /** Refusal of a malformed request, whoever sends it: only GET and HEAD are answered, and none may have a body. */
    static Optional<Reply> malformed(Request request) {
        if (!isReading(request)) {
            return Optional.of(Reply.problem(405, "Method not allowed", "Only GET and HEAD are supported.")
                    .with(HttpHeader.ALLOW, "GET, HEAD")
                    .with(HttpHeader.CONNECTION, "close"));
        }
        return hasBody(request)
                ? Optional.of(Reply.problem(400, "Bad request", "A request must not have a body.")
                        .with(HttpHeader.CONNECTION, "close"))
                : Optional.empty();
    }

    private static boolean isReading(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /** Refusal of a request by its origin or its credentials. */
    Optional<Reply> refusal(Request request, String place) {
        return foreign(request).or(() -> unknown(request, place));
    }

    private Optional<Reply> foreign(Request request) {
        return origins.refusal(request.getMethod(), request.getHeaders()::getValuesList)
                .map(it -> Reply.problem(
                        403,
                        "Forbidden",
                        it == OriginRules.Refusal.HOST
                                ? it.detail() + " The operator names them in http.allowed.hosts."
                                : it.detail()));
    }

    private Optional<Reply> unknown(Request request, String place) {
        var verdict = authenticator.authenticate(authorization(request), place);
        if (verdict.admits()) {
            return Optional.empty();
        }
        return Optional.of(verdict.pause()
                .map(it -> Reply.problem(
                                429, "Too many requests", "Passwords are checked one at a time: try again later.")
                        .with(HttpHeader.RETRY_AFTER, seconds(it)))
                .orElseGet(() -> Reply.problem(401, "Unauthorized", "Send a bearer token, or a name and its password.")
                        .with(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Tunnelwatch\", charset=\"UTF-8\"")));
    }

    /** Returns whether the sender is known to be authorized, without a slow check of a password. */
    boolean isVerified(Request request) {
        return foreign(request).isEmpty() && authenticator.isVerified(authorization(request));
    }

    private static @Nullable String authorization(Request request) {
        return request.getHeaders().get(HttpHeader.AUTHORIZATION);
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
