package io.tunnelwatch.notify.http;

import io.tunnelwatch.notify.receiver.ReceiverAnswer;

/** The end of an HTTP call. */
public sealed interface CallResult {
    /** A complete answer, or the beginning of a long one. */
    record Answered(ReceiverAnswer answer) implements CallResult {}

    /**
     * No answer that can be used.
     *
     * @param why for a person; it names neither path nor query of the address, which may be secret
     */
    record Failed(String why) implements CallResult {}
}
