package io.tunnelwatch.schemas.program;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose a file is. */
final class OwnFiles {
    private OwnFiles() {}

    /** By number: a user of a container often has no name. */
    static boolean isOurs(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid") == new UnixSystem().getUid();
    }
}
