package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.wire.ApiError;

/** The call ends here, with an error of the cloud. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    Refused(ApiError error) {
        // Part of the protocol, not of our troubles: nobody reads its stack.
        super(error.code(), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
