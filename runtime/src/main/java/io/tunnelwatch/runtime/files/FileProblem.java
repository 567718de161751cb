package io.tunnelwatch.runtime.files;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Why a file could not be read or written, in a few words for one line to an operator. */
public final class FileProblem {
    private FileProblem() {}

    /** The reason that the system gives, such as "No space left on device"; otherwise the kind of the exception. */
    public static String of(IOException e) {
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
