package io.tunnelwatch.app.running;

/** A stop was requested while the process was still starting. Not a failure. */
public final class StopRequestedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopRequestedException() {
        super("asked to stop");
    }
}
