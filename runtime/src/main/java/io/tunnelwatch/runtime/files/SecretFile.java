package io.tunnelwatch.runtime.files;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that holds secrets: it must belong to our user, and no other user may read or write it. A file of root may be readable
 * by its group: Kubernetes mounts a secret like that for a pod that does not run as root, and PostgreSQL accepts its key by the
 * same rule.
 */
public final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final Set<PosixFilePermission> ROOTS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    private static final int ROOT = 0;

    private SecretFile() {}

    /**
     * Refuses a file that other users can read. Call this before reading it.
     *
     * @param what names the file to the operator, such as "Setting http.users.file"
     * @throws OperatorException that names the command which fixes it
     */
    public static void requirePrivate(String what, Path file) {
        if (!Disk.hasPermissions()) {
            return;
        }
        try {
            complaint(FileOwnership.owner(file), FileOwnership.us(), Files.getPosixFilePermissions(file), file)
                    .ifPresent(it -> {
                        throw new OperatorException(what + ": " + file + " holds secrets and " + it
                                + " See docs/runbook.md#secrets_open_to_others.");
                    });
        } catch (IOException e) {
            throw new OperatorException(
                    what + ": " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); check the path and its owner.",
                    e);
        }
    }

    /** The problem and the command that fixes it; empty if the file is safe. */
    static Optional<String> complaint(int owner, int us, Set<PosixFilePermission> permissions, Path file) {
        if (owner != us && owner != ROOT) {
            return Optional.of("belongs to another user: run chown '" + System.getProperty("user.name") + "' " + file
                    + ", and chmod 600 " + file + ".");
        }
        if ((owner == us ? OWNERS : ROOTS).containsAll(permissions)) {
            return Optional.empty();
        }
        return Optional.of("is open to others (" + PosixFilePermissions.toString(permissions) + "): run chmod "
                + (owner == us ? "600 " : "640 ") + file + ".");
    }
}
