package io.tunnelwatch.sink.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Files with tokens or passwords, which nobody but their owner may read, and the access that they give. */
final class AccessFiles {
    private AccessFiles() {}

    static Path written(Path file, String content) throws IOException {
        return owned(Files.writeString(file, content));
    }

    static Path owned(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** A server on loopback, for those with one of these tokens. */
    static WebAccess ofTokens(Path file) {
        return new WebAccess(
                "127.0.0.1",
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(file),
                Optional.empty(),
                WebAccess.Places.USUAL);
    }
}
