package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OriginRules;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.commands.Caller;
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

    /** Refusal of a malformed request, whoever sends it: only a few paths take a body, and other methods than GET and HEAD. */
    static Optional<Reply> malformed(Request request) {
        String path = Request.getPathInContext(request);
        boolean isReading = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        var write = WriteRoute.at(request.getMethod(), path);
        if (!isReading && write.isEmpty()) {
            String allowed = WriteRoute.allowed(path);
            return Optional.of(closing(Reply.problem(
                            405,
                            "Method not allowed",
                            "Only " + allowed.replace(", HEAD", " and HEAD") + " are supported."))
                    .with(HttpHeader.ALLOW, allowed));
        }
        if (write.map(WriteRoute::hasBody).orElse(false)) {
            return request.getLength() > WriteRoute.MOST_BYTES ? Optional.of(tooLarge()) : Optional.empty();
        }
        return hasBody(request)
                ? Optional.of(closing(Reply.problem(400, "Bad request", "A request must not have a body.")))
                : Optional.empty();
    }

    static Reply tooLarge() {
        return closing(Reply.problem(413, "Content too large", "A command must not be larger than 64 KiB."));
    }

    private static Reply closing(Reply reply) {
        return reply.with(HttpHeader.CONNECTION, "close");
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /**
     * The sender of a request, or the refusal by its origin or its credentials.
     *
     * @param caller present unless the request is refused
     */
    record Admission(Optional<Caller> caller, Optional<Reply> refusal) {
        static Admission refused(Reply reply) {
            return new Admission(Optional.empty(), Optional.of(reply));
        }
    }

    Admission admit(Request request, String place) {
        var foreign = foreign(request);
        if (foreign.isPresent()) {
            return Admission.refused(foreign.get());
        }
        var verdict = authenticator.authenticate(authorization(request), place);
        return verdict.admits()
                ? new Admission(verdict.caller(), Optional.empty())
                : Admission.refused(unknown(verdict));
    }

    /** The same for a request that changes something: it must also keep the rules for writing. */
    Admission admit(Request request, String place, WriteRoute route) {
        var admission = admit(request, place);
        var refusal = admission.refusal().or(() -> WriteRules.refusal(request, route));
        return new Admission(admission.caller(), refusal.map(AccessControl::closing));
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

    private static Reply unknown(Authenticator.Result verdict) {
        return verdict.pause()
                .map(it -> Reply.problem(
                                429, "Too many requests", "Passwords are checked one at a time: try again later.")
                        .with(HttpHeader.RETRY_AFTER, seconds(it)))
                .orElseGet(() -> Reply.problem(401, "Unauthorized", "Send a bearer token, or a name and its password.")
                        .with(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Tunnelwatch\", charset=\"UTF-8\""));
    }

    /** Returns whether the sender is known to be allowed to see everything, without a slow check of a password. */
    boolean isVerified(Request request) {
        return foreign(request).isEmpty()
                && authenticator
                        .verified(authorization(request))
                        .filter(it -> !it.role().isLimitedInReading())
                        .isPresent();
    }

    private static @Nullable String authorization(Request request) {
        return request.getHeaders().get(HttpHeader.AUTHORIZATION);
    }

    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
