package io.tunnelwatch.schemas.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that holds secrets: it must be ours, and nobody else's to read or to write. Root's may be its group's to read, which is
 * how Kubernetes mounts a secret for a pod that does not run as root; PostgreSQL takes its key by the same rule.
 */
public final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final Set<PosixFilePermission> ROOTS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    private static final int ROOT = 0;

    private SecretFile() {}

    /**
     * To be called before it is read.
     *
     * @param what it is, as the operator knows it, such as "Setting http.users.file"
     * @throws OperatorException naming the command that mends it
     */
    public static void refuseForeignEyes(String what, Path file) {
        if (!Disk.hasPermissions()) {
            return;
        }
        try {
            complaint(OwnFiles.owner(file), OwnFiles.us(), Files.getPosixFilePermissions(file), file)
                    .ifPresent(it -> {
                        throw new OperatorException(what + ": " + file + " holds secrets and " + it);
                    });
        } catch (IOException e) {
            throw new OperatorException(
                    what + ": " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); check the path and its owner.",
                    e);
        }
    }

    /** What is wrong with it, and the command that mends it. */
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
