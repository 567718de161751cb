package io.tunnelwatch.sink.serve;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Lets those in who show a token, or a name with its password. */
final class Doorkeeper {
    /** A page asks often, and checking a password is slow on purpose; more than so many people are checked each time. */
    private static final int MOST_REMEMBERED = 1_000;

    private final Optional<String> token;
    private final Map<String, String> users;
    private final boolean asks;
    private final Set<String> remembered = ConcurrentHashMap.newKeySet();

    /** Checking takes a whole processor: whoever guesses must not take them all. */
    private final Semaphore checking = new Semaphore(1);

    Doorkeeper(WebAccess access) {
        this.token = access.token();
        this.users = access.usersFile().map(Doorkeeper::read).orElseGet(Map::of);
        this.asks = access.asks();
    }

    /** Whether the header {@code Authorization} opens the door. */
    boolean admits(@Nullable String authorization) {
        if (!asks) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String shown = authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> isToken(shown);
            case "basic" -> isUser(shown);
            default -> false;
        };
    }

    private boolean isToken(String shown) {
        return token.map(it -> MessageDigest.isEqual(bytes(it), bytes(shown))).orElse(false);
    }

    private boolean isUser(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return false;
        }
        if (isToken(pair.substring(colon + 1))) {
            return true;
        }
        String hash = users.get(pair.substring(0, colon));
        String digest = digest(pair);
        return remembered.contains(digest) || (hash != null && verify(pair.substring(colon + 1), hash, digest));
    }

    private boolean verify(String password, String hash, String digest) {
        checking.acquireUninterruptibly();
        try {
            boolean right = BCrypt.verifyer().verify(bytes(password), bytes(hash)).verified;
            if (right && remembered.size() < MOST_REMEMBERED) {
                remembered.add(digest);
            }
            return right;
        } finally {
            checking.release();
        }
    }

    private static Map<String, String> read(Path file) {
        var users = new HashMap<String, String>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    users.put(
                            line.substring(0, colon).strip(),
                            hash(file, line.substring(colon + 1).strip()));
                }
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting http.users.file: " + file + " cannot be read: check path and permissions.", e);
        }
        if (users.isEmpty()) {
            throw new OperatorException(
                    "Setting http.users.file: " + file + " names nobody; 'htpasswd -nB NAME' writes a line for it.");
        }
        return users;
    }

    private static String hash(Path file, String hash) {
        if (!hash.matches("\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
            throw new OperatorException("Setting http.users.file: " + file
                    + " has a password that is not bcrypt; 'htpasswd -nB NAME' writes one that is.");
        }
        return hash;
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
