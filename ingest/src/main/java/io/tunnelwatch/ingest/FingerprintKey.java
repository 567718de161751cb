package io.tunnelwatch.ingest;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.AtomicFile;
import io.tunnelwatch.runtime.files.FileProblem;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of the fingerprints, kept in a file that only its owner may read. It is created at the first start; with another key,
 * all fingerprints change as if every secret had been rotated.
 */
final class FingerprintKey {
    private static final Logger LOG = LoggerFactory.getLogger(FingerprintKey.class);
    private static final int BYTES = 32;

    private final Path file;

    private FingerprintKey(Path file) {
        this.file = file;
    }

    static byte[] in(Path directory) {
        var key = new FingerprintKey(directory.resolve("fingerprint.key"));
        try {
            PrivateDirectory.make(directory);
            return key.read();
        } catch (NoSuchFileException e) {
            return key.made();
        } catch (IOException e) {
            throw key.unusable(e);
        }
    }

    private byte[] read() throws IOException {
        byte[] key = Files.readAllBytes(file);
        SecretFile.requirePrivate("Setting " + IngestSettings.DATA_DIR, file);
        if (key.length == 0) {
            // Left by a power cut before such files were written atomically; no fingerprint was made with it.
            LOG.atWarn().addKeyValue("file", file).log("The key file {} is empty: a new key is created", file);
            Files.delete(file);
            return made();
        }
        if (key.length != BYTES) {
            throw new OperatorException("File " + file + " (setting " + IngestSettings.DATA_DIR + ") is not a key of "
                    + BYTES + " bytes: restore it, or remove it and accept that all fingerprints change.");
        }
        return key;
    }

    private byte[] made() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            AtomicFile.createPrivately(file, out -> out.write(key));
            return key;
        } catch (FileAlreadyExistsException e) {
            throw new OperatorException(
                    "File " + file + " was just created by another process: give each its own "
                            + IngestSettings.DATA_DIR + ".",
                    e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private OperatorException unusable(IOException cause) {
        return new OperatorException(
                "Setting " + IngestSettings.DATA_DIR + ": " + file + " cannot be read or created ("
                        + FileProblem.of(cause)
                        + "); make room there, or name a directory that belongs to this user.",
                cause);
    }
}
