package io.tunnelwatch.schemas.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file that holds secrets: it must be ours, and nobody else's to read or to write. */
public final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

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
            if (!OwnFiles.isOurs(file)) {
                throw new OperatorException(
                        what + ": " + file + " holds secrets and belongs to another user: run chown " + "'"
                                + System.getProperty("user.name") + "' " + file + ", and chmod 600 " + file + ".");
            }
            var permissions = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(permissions)) {
                throw new OperatorException(what + ": " + file + " holds secrets and is open to others ("
                        + PosixFilePermissions.toString(permissions) + "): run chmod 600 " + file + ".");
            }
        } catch (IOException e) {
            throw new OperatorException(
                    what + ": " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); check the path and its owner.",
                    e);
        }
    }
}
