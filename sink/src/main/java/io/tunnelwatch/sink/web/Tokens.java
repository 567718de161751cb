package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.SecretFile;
import io.tunnelwatch.sink.commands.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named tokens, kept as their SHA-256: {@code name:role[:tag=value,…]:sha256}. A token is random and long, so a quick hash
 * suffices, and its lookup reveals nothing that a guess could use.
 */
record Tokens(Map<String, Caller> bySha256) {
    private static final String WHERE = "Setting http.tokens.file: ";
    private static final String SHA256 = "[0-9a-f]{64}";

    Tokens {
        bySha256 = Map.copyOf(bySha256);
    }

    static Tokens none() {
        return new Tokens(Map.of());
    }

    static Tokens read(Path file) {
        SecretFile.requirePrivate("Setting http.tokens.file", file);
        var tokens = new HashMap<String, Caller>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                put(tokens, WHERE + file + ", line " + number, line.strip());
            }
        }
        if (tokens.isEmpty()) {
            throw new OperatorException(
                    WHERE + file + " has no tokens; 'tunnelwatch token NAME --role operator' makes one.");
        }
        return new Tokens(tokens);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new OperatorException(WHERE + file + " cannot be read: check path and permissions.", e);
        }
    }

    private static void put(Map<String, Caller> tokens, String where, String line) {
        String[] parts = line.split(":", -1);
        String hash = parts[parts.length - 1];
        if (parts.length < 3 || parts.length > 4 || !hash.matches(SHA256)) {
            throw new OperatorException(
                    where + " is not name:role:sha256, nor name:role:tag=value:sha256, with the hash"
                            + " in lower-case hex; 'tunnelwatch token NAME --role operator' prints such a line.");
        }
        var caller = CallerText.parse(where, parts[0], parts[1], parts.length == 4 ? parts[2] : "");
        boolean isNameTaken = tokens.values().stream().anyMatch(it -> it.name().equals(caller.name()));
        if (isNameTaken || tokens.put(hash, caller) != null) {
            throw new OperatorException(where + " repeats a name or a token of a line before it.");
        }
    }

    Optional<Caller> caller(String sha256) {
        return Optional.ofNullable(bySha256.get(sha256));
    }

    /** Shows the names only. */
    @Override
    public String toString() {
        return "Tokens" + bySha256.values().stream().map(Caller::name).sorted().toList();
    }
}
