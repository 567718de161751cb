package io.tunnelwatch.app.running;

/** Somebody asked the process to stop while it was still starting. Not a failure. */
public final class StopAskedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopAskedException() {
        super("asked to stop");
    }
}
