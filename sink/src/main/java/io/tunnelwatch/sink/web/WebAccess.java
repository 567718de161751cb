package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/**
 * Where the page is served, and to whom.
 *
 * @param allowedHosts host names that are answered, besides loopback's and the listening address
 * @param keystore for TLS; plain HTTP if there is none
 * @param token the bearer token; also taken as the password of any user, so that a browser can send it
 * @param tokenFile a file with the token in its first line
 * @param tokensFile lines of {@code name:role:sha256}, one for each named token
 * @param usersFile lines of {@code name:bcrypt}, as {@code htpasswd -B} writes them
 */
public record WebAccess(
        String host,
        int port,
        List<String> allowedHosts,
        Optional<Keystore> keystore,
        Optional<Password> token,
        Optional<Path> tokenFile,
        Optional<Path> tokensFile,
        Optional<Path> usersFile,
        Places places) {
    /** Shorter tokens can be guessed. */
    private static final int LEAST_OF_A_TOKEN = 32;

    public WebAccess {
        allowedHosts = List.copyOf(allowedHosts);
        token.ifPresent(it -> requireLong(it, "http.token"));
    }

    /**
     * Limits of the number of connections.
     *
     * @param ofOneAddress from one address
     */
    public record Places(int inAll, int ofOneAddress) {
        public static final Places USUAL = new Places(256, 32);
    }

    /** Plain HTTP without authentication. */
    public static WebAccess open(String host, int port) {
        return new WebAccess(
                host,
                port,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Places.USUAL);
    }

    public boolean requiresLogin() {
        return token.isPresent() || tokenFile.isPresent() || tokensFile.isPresent() || usersFile.isPresent();
    }

    /** Returns whether only programs of this machine can connect. */
    public boolean isLoopback() {
        return Loopback.isHost(host);
    }

    static Password tokenIn(Path file) {
        SecretFile.requirePrivate("Setting http.token.file", file);
        try (var lines = Files.lines(file)) {
            var token = new Password(lines.findFirst().orElse("").strip());
            requireLong(token, "http.token.file");
            return token;
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new OperatorException(
                    "Setting http.token.file: " + file + " cannot be read: check path and permissions.", e);
        }
    }

    private static void requireLong(Password token, String setting) {
        if (token.value().length() < LEAST_OF_A_TOKEN) {
            throw new OperatorException("Setting " + setting + ": a token needs at least " + LEAST_OF_A_TOKEN
                    + " characters, so that it cannot be guessed; 'openssl rand -hex 32' makes one.");
        }
    }
}
