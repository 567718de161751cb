package io.tunnelwatch.sink.serve;

import io.tunnelwatch.schemas.program.OriginRules;
import io.tunnelwatch.sink.serve.Site.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Which requests are answered at all. */
final class Entrance {
    private final OriginRules origins;
    private final Doorkeeper doorkeeper;

    Entrance(WebAccess access, LongSupplier nanos) {
        this.origins = OriginRules.at(access.host(), access.allowedHosts());
        this.doorkeeper = new Doorkeeper(access, nanos);
    }

    void lookAround() {
        doorkeeper.lookAround();
    }

    /** What is wrong with its form, whoever sends it: here one reads, and a body is nothing that anybody would look at. */
    static Optional<Reply> malformed(Request request) {
        if (!isReading(request)) {
            return Optional.of(Reply.problem(405, "Method not allowed", "Only GET and HEAD are answered here.")
                    .with(HttpHeader.ALLOW, "GET, HEAD")
                    .with(HttpHeader.CONNECTION, "close"));
        }
        return hasBody(request)
                ? Optional.of(Reply.problem(400, "Bad request", "A request may have no body here.")
                        .with(HttpHeader.CONNECTION, "close"))
                : Optional.empty();
    }

    private static boolean isReading(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /** Why someone from there is not let in. */
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
        var verdict = doorkeeper.judge(authorization(request), place);
        if (verdict.admits()) {
            return Optional.empty();
        }
        return Optional.of(verdict.pause()
                .map(it -> Reply.problem(
                                429, "Too many requests", "Passwords are checked one at a time: try again later.")
                        .with(HttpHeader.RETRY_AFTER, seconds(it)))
                .orElseGet(() -> Reply.problem(401, "Unauthorized", "Show a bearer token, or a name and its password.")
                        .with(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Tunnelwatch\", charset=\"UTF-8\"")));
    }

    /** Whether who asks may know everything, as can be said without taking time over it. */
    boolean knows(Request request) {
        return foreign(request).isEmpty() && doorkeeper.knows(authorization(request));
    }

    private static @Nullable String authorization(Request request) {
        return request.getHeaders().get(HttpHeader.AUTHORIZATION);
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
