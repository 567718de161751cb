package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.wire.ApiError;

/** Ends a call with an error of the cloud. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    Refused(ApiError error) {
        // Part of the protocol, not a failure of ours: nobody needs its stack trace.
        super(error.code(), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
