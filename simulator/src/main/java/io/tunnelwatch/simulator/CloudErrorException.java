package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.wire.CloudError;

/** Ends a call with an error of the cloud. */
final class CloudErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CloudError error;

    CloudErrorException(CloudError error) {
        // Part of the protocol, not a failure of ours: nobody needs its stack trace.
        super(error.code(), null, false, false);
        this.error = error;
    }

    CloudError error() {
        return error;
    }
}
