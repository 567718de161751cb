package io.tunnelwatch.ingest;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with secrets in it, which nobody but its owner may read. */
final class OwnersFile {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnersFile() {}

    static void refuseForeignEyes(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(permissions)) {
                throw new OperatorException("File " + file + " may be used by others ("
                        + PosixFilePermissions.toString(permissions) + "): chmod 600 it.");
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "File " + file + " holds keys, and who may read it cannot be told ("
                            + e.getClass().getSimpleName() + "): see its permissions.",
                    e);
        }
    }
}
