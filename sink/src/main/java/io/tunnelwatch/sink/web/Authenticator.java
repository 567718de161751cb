package io.tunnelwatch.sink.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.tunnelwatch.sink.commands.AccessRole;
import io.tunnelwatch.sink.commands.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Authenticates requests by a token, or by a user name and its password. */
final class Authenticator {
    /**
     * A page sends many requests, and bcrypt is slow on purpose, so verified passwords are cached; users beyond this number are
     * checked each time.
     */
    private static final int MOST_REMEMBERED = 1_000;

    /** Limit of bcrypt, in bytes; a longer password cannot be right. */
    private static final int LONGEST_PASSWORD = 72;

    private static final int MOST_WAITING = 8;

    /** Wait before a retry, for a request that could not be checked in time. */
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    /** A caller who needs no credentials; empty if everybody needs them. */
    private final Optional<Caller> anybody;

    private final LoginThrottle loginThrottle;
    private final List<ReloadedFile> files = new ArrayList<>();

    /** One check takes a whole processor: an attacker who guesses must not take them all. */
    private final AdmissionControl checking = new AdmissionControl(1, MOST_WAITING);

    private volatile Optional<String> token;
    private volatile Tokens tokens = Tokens.none();
    private volatile VerifiedUsers known = new VerifiedUsers(Users.none());

    Authenticator(WebAccess access, LongSupplier nanos) {
        this.anybody = access.requiresLogin() ? Optional.empty() : Optional.of(anybody(access));
        this.loginThrottle = new LoginThrottle(nanos);
        this.token = access.token().map(Password::value).map(NewToken::sha256);
        access.tokenFile().ifPresent(it -> files.add(new ReloadedFile(it, () -> loadToken(WebAccess.tokenIn(it)))));
        access.tokensFile().ifPresent(it -> files.add(new ReloadedFile(it, () -> tokens = Tokens.read(it))));
        access.usersFile().ifPresent(it -> files.add(new ReloadedFile(it, () -> loadUsers(Users.read(it)))));
    }

    /** Without authentication, the user of this machine may answer alerts; whoever comes from elsewhere may only read. */
    private static Caller anybody(WebAccess access) {
        return access.isLoopback() ? Caller.of("local", AccessRole.OPERATOR) : Caller.of("anybody", AccessRole.VIEWER);
    }

    private void loadToken(Password fresh) {
        token = Optional.of(NewToken.sha256(fresh.value()));
    }

    /** Replaces the users; everybody is checked again. */
    private void loadUsers(Users fresh) {
        known = new VerifiedUsers(fresh);
    }

    /** Reloads the files that have changed. */
    void reload() {
        files.forEach(ReloadedFile::reloadIfChanged);
    }

    /**
     * Result of an attempt to authenticate.
     *
     * @param caller the sender; empty if the request is not admitted
     * @param pause wait before another attempt, of a request that has not been checked
     */
    record Result(Optional<Caller> caller, Optional<Duration> pause) {
        static final Result STAY_OUT = new Result(Optional.empty(), Optional.empty());

        static Result comeIn(Caller caller) {
            return new Result(Optional.of(caller), Optional.empty());
        }

        /** Not checked yet: try again later. */
        static Result later(Duration wait) {
            return new Result(Optional.empty(), Optional.of(wait));
        }

        boolean admits() {
            return caller.isPresent();
        }
    }

    /** The users, and digests of the names and passwords that were verified against them. */
    private record VerifiedUsers(Users users, Set<String> remembered) {
        VerifiedUsers(Users users) {
            this(users, ConcurrentHashMap.newKeySet());
        }

        Optional<Caller> remembered(Credentials shown) {
            return remembered.contains(digest(shown)) ? Optional.of(users.caller(shown.name())) : Optional.empty();
        }
    }

    private record Credentials(String name, String password) {}

    /** Judges the header {@code Authorization} of a request from that address. */
    Result authenticate(@Nullable String authorization, String place) {
        var verified = verified(authorization);
        if (verified.isPresent()) {
            return Result.comeIn(verified.get());
        }
        var shown = parse(authorization);
        if (shown.isEmpty() || bytes(shown.get().password()).length > LONGEST_PASSWORD) {
            return Result.STAY_OUT;
        }
        Duration pause = loginThrottle.pause(place);
        return pause.isZero() ? check(shown.get(), place) : Result.later(pause);
    }

    /** The sender of a request, if that is known without checking a password hash: the answer is immediate. */
    Optional<Caller> verified(@Nullable String authorization) {
        if (anybody.isPresent()) {
            return anybody;
        }
        if (authorization == null) {
            return Optional.empty();
        }
        if (scheme(authorization).equals("bearer")) {
            return ofToken(credentials(authorization));
        }
        return parse(authorization).flatMap(it -> ofToken(it.password()).or(() -> known.remembered(it)));
    }

    private Result check(Credentials shown, String place) {
        if (!checking.enter()) {
            return Result.later(A_MOMENT);
        }
        try {
            // Of several requests that arrive at once only the first is verified; the others find its result.
            VerifiedUsers now = known;
            boolean isRight = now.remembered().contains(digest(shown)) || verify(shown, now);
            if (!isRight) {
                loginThrottle.failed(place);
                return Result.STAY_OUT;
            }
            loginThrottle.succeeded(place);
            return Result.comeIn(now.users().caller(shown.name()));
        } finally {
            checking.leave();
        }
    }

    private static boolean verify(Credentials shown, VerifiedUsers known) {
        var hash = known.users().hash(shown.name());
        boolean isRight = BCrypt.verifyer()
                .verify(bytes(shown.password()), bytes(hash.orElse(known.users().nobody())))
                .verified;
        if (hash.isEmpty() || !isRight) {
            return false;
        }
        if (known.remembered().size() < MOST_REMEMBERED) {
            known.remembered().add(digest(shown));
        }
        return true;
    }

    /** Digests have one length, so that timing does not reveal the token's length either. */
    private Optional<Caller> ofToken(String shown) {
        String digest = NewToken.sha256(shown);
        boolean isOnly =
                token.map(it -> MessageDigest.isEqual(bytes(it), bytes(digest))).orElse(false);
        return isOnly ? Optional.of(Caller.of("http.token", AccessRole.ADMIN)) : tokens.caller(digest);
    }

    private static Optional<Credentials> parse(@Nullable String authorization) {
        if (authorization == null || !scheme(authorization).equals("basic")) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(credentials(authorization)), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String scheme(String authorization) {
        return authorization
                .substring(0, Math.max(0, authorization.indexOf(' ')))
                .toLowerCase(Locale.ROOT);
    }

    private static String credentials(String authorization) {
        return authorization.substring(authorization.indexOf(' ') + 1).strip();
    }

    private static String digest(Credentials shown) {
        return NewToken.sha256(shown.name() + ":" + shown.password());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
