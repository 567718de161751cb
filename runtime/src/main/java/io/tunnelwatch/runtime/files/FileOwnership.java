package io.tunnelwatch.runtime.files;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The owner of a file. */
final class FileOwnership {
    private FileOwnership() {}

    static boolean isOurs(Path file) throws IOException {
        return owner(file) == us();
    }

    /** Returns the number: a user in a container often has no name. For a symbolic link, the owner of its target. */
    static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    static int us() {
        return (int) new UnixSystem().getUid();
    }
}
