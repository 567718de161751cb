package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.SecretFile;
import io.tunnelwatch.sink.commands.AccessRole;
import io.tunnelwatch.sink.commands.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * User names and the bcrypt hashes of their passwords, as {@code htpasswd -B} writes them; each line may go on with a role and
 * limits, {@code name:bcrypt:operator:tag=value}. Without a role a user is a viewer.
 *
 * @param nobody a hash that no password matches, as costly to check as the costliest of the others: timing must not reveal that
 *     a name is unknown
 */
record Users(Map<String, String> hashes, Map<String, Caller> callers, String nobody) {
    private static final String FORM = "\\$2[abxy]\\$(0[4-9]|1\\d|2\\d|3[01])\\$[./A-Za-z0-9]{53}";

    Users {
        hashes = Map.copyOf(hashes);
        callers = Map.copyOf(callers);
    }

    static Users none() {
        return of(Map.of(), Map.of());
    }

    private static Users of(Map<String, String> hashes, Map<String, Caller> callers) {
        String cost = hashes.values().stream()
                .map(it -> it.substring(4, 6))
                .max(String::compareTo)
                .orElse("04");
        return new Users(hashes, callers, "$2y$" + cost + "$" + ".".repeat(53));
    }

    static Users read(Path file) {
        SecretFile.requirePrivate("Setting http.users.file", file);
        var hashes = new HashMap<String, String>();
        var callers = new HashMap<String, Caller>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    String name = line.substring(0, colon).strip();
                    String[] more = line.substring(colon + 1).split(":", -1);
                    hashes.put(name, hash(file, more[0].strip()));
                    callers.put(name, caller(file, name, more));
                }
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting http.users.file: " + file + " cannot be read: check path and permissions.", e);
        }
        if (hashes.isEmpty()) {
            throw new OperatorException(
                    "Setting http.users.file: " + file + " has no users; 'htpasswd -nB NAME' writes a line for it.");
        }
        return of(hashes, callers);
    }

    private static Caller caller(Path file, String name, String[] more) {
        if (more.length == 1) {
            return Caller.of(name, AccessRole.VIEWER);
        }
        String where = "Setting http.users.file: " + file;
        if (more.length > 3) {
            throw new OperatorException(where + " has a line with more than name:bcrypt:role:tag=value.");
        }
        return CallerText.parse(where, name, more[1].strip(), more.length == 3 ? more[2].strip() : "");
    }

    private static String hash(Path file, String hash) {
        if (!hash.matches(FORM)) {
            throw new OperatorException("Setting http.users.file: " + file
                    + " has a password that is not bcrypt; 'htpasswd -nB NAME' writes one that is.");
        }
        return hash;
    }

    Optional<String> hash(String name) {
        return Optional.ofNullable(hashes.get(name));
    }

    Caller caller(String name) {
        return callers.getOrDefault(name, Caller.of(name, AccessRole.VIEWER));
    }

    /** Shows the names only. */
    @Override
    public String toString() {
        return "Users" + hashes.keySet();
    }
}
