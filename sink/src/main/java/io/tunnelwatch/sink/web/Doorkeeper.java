package io.tunnelwatch.sink.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Authenticates requests by a token, or by a user name and its password. */
final class Doorkeeper {
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

    private final boolean asks;
    private final Guesses guesses;
    private final List<Watched> files = new ArrayList<>();

    /** One check takes a whole processor: an attacker who guesses must not take them all. */
    private final Turns checking = new Turns(1, MOST_WAITING);

    private volatile Optional<String> token;
    private volatile Known known = new Known(Users.none());

    Doorkeeper(WebAccess access, LongSupplier nanos) {
        this.asks = access.asks();
        this.guesses = new Guesses(nanos);
        this.token = access.token().map(Password::value).map(Doorkeeper::digest);
        access.tokenFile().ifPresent(it -> files.add(new Watched(it, () -> takeToken(WebAccess.tokenIn(it)))));
        access.usersFile().ifPresent(it -> files.add(new Watched(it, () -> takeUsers(Users.read(it)))));
    }

    private void takeToken(Password fresh) {
        token = Optional.of(digest(fresh.value()));
    }

    /** Replaces the users; everybody is checked again. */
    private void takeUsers(Users fresh) {
        known = new Known(fresh);
    }

    /** Reloads the files that have changed. */
    void lookAround() {
        files.forEach(Watched::look);
    }

    /** Result of an attempt to authenticate. */
    record Verdict(boolean admits, Optional<Duration> pause) {
        static final Verdict COME_IN = new Verdict(true, Optional.empty());
        static final Verdict STAY_OUT = new Verdict(false, Optional.empty());

        /** Not checked yet: try again later. */
        static Verdict later(Duration wait) {
            return new Verdict(false, Optional.of(wait));
        }
    }

    /** The users, and digests of the names and passwords that were verified against them. */
    private record Known(Users users, Set<String> remembered) {
        Known(Users users) {
            this(users, ConcurrentHashMap.newKeySet());
        }
    }

    private record Shown(String name, String password) {}

    boolean asks() {
        return asks;
    }

    /** Judges the header {@code Authorization} of a request from that address. */
    Verdict judge(@Nullable String authorization, String place) {
        if (knows(authorization)) {
            return Verdict.COME_IN;
        }
        var shown = shown(authorization);
        if (shown.isEmpty() || bytes(shown.get().password()).length > LONGEST_PASSWORD) {
            return Verdict.STAY_OUT;
        }
        Duration pause = guesses.pause(place);
        return pause.isZero() ? check(shown.get(), place) : Verdict.later(pause);
    }

    /** Whether the header is known to be right without checking a password hash: the answer is immediate. */
    boolean knows(@Nullable String authorization) {
        if (!asks) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        if (scheme(authorization).equals("bearer")) {
            return isToken(credentials(authorization));
        }
        return shown(authorization)
                .map(it -> isToken(it.password()) || known.remembered().contains(digest(it)))
                .orElse(false);
    }

    private Verdict check(Shown shown, String place) {
        if (!checking.begin()) {
            return Verdict.later(A_MOMENT);
        }
        try {
            // Of several requests that arrive at once only the first is verified; the others find its result.
            Known now = known;
            boolean isRight = now.remembered().contains(digest(shown)) || verify(shown, now);
            if (!isRight) {
                guesses.wrong(place);
                return Verdict.STAY_OUT;
            }
            guesses.right(place);
            return Verdict.COME_IN;
        } finally {
            checking.end();
        }
    }

    private static boolean verify(Shown shown, Known known) {
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
    private boolean isToken(String shown) {
        return token.map(it -> MessageDigest.isEqual(bytes(it), bytes(digest(shown))))
                .orElse(false);
    }

    private static Optional<Shown> shown(@Nullable String authorization) {
        if (authorization == null || !scheme(authorization).equals("basic")) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(credentials(authorization)), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Shown(pair.substring(0, colon), pair.substring(colon + 1)));
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

    private static String digest(Shown shown) {
        return digest(shown.name() + ":" + shown.password());
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
