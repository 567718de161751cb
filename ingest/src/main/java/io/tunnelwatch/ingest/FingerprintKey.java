package io.tunnelwatch.ingest;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;

/**
 * The key of the fingerprints, kept in a file that only its owner may read. Made at first start; with another key all
 * fingerprints change, which looks as if every secret had been rotated.
 */
final class FingerprintKey {
    private static final int BYTES = 32;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path file;

    private FingerprintKey(Path file) {
        this.file = file;
    }

    static byte[] in(Path directory) {
        var key = new FingerprintKey(directory.resolve("fingerprint.key"));
        try {
            Files.createDirectories(directory.toAbsolutePath(), OWNER_ONLY_DIRECTORY);
            return key.read();
        } catch (NoSuchFileException e) {
            return key.made();
        } catch (IOException e) {
            throw key.unusable(e);
        }
    }

    private byte[] read() throws IOException {
        byte[] key = Files.readAllBytes(file);
        OwnersFile.refuseForeignEyes(file);
        if (key.length != BYTES) {
            throw new OperatorException("File " + file + " (setting " + IngestSettings.DATA_DIR + ") is not a key of "
                    + BYTES + " bytes: restore it, or remove it and accept that all fingerprints change.");
        }
        return key;
    }

    private byte[] made() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try (var out = Files.newByteChannel(
                file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            out.write(ByteBuffer.wrap(key));
            return key;
        } catch (FileAlreadyExistsException e) {
            throw new OperatorException(
                    "File " + file + " was just made by another process: give each its own " + IngestSettings.DATA_DIR
                            + ".",
                    e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private OperatorException unusable(IOException cause) {
        return new OperatorException(
                "Setting " + IngestSettings.DATA_DIR + ": " + file + " cannot be read or made ("
                        + cause.getClass().getSimpleName() + "); name a directory that belongs to this user.",
                cause);
    }
}
