package io.tunnelwatch.ingest;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key of the fingerprints: made once and kept, for under another key every secret would look changed. */
final class FingerprintKey {
    private static final int BYTES = 32;

    private FingerprintKey() {}

    static byte[] in(Path directory) {
        Path file = directory.resolve("fingerprint.key");
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            Files.createDirectories(directory);
            byte[] key = new byte[BYTES];
            new SecureRandom().nextBytes(key);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, key);
            return key;
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting ingest.data.dir: " + file + " cannot be kept there (" + e.getMessage()
                            + "); name a directory that can be written.",
                    e);
        }
    }
}
