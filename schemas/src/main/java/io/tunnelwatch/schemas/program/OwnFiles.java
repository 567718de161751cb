package io.tunnelwatch.schemas.program;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose a file is. */
final class OwnFiles {
    private OwnFiles() {}

    static boolean isOurs(Path file) throws IOException {
        return owner(file) == us();
    }

    /** By number: a user of a container often has no name. Of a link, whose the file is that it leads to. */
    static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    static int us() {
        return (int) new UnixSystem().getUid();
    }
}
