package io.tunnelwatch.notify.delivery;

/**
 * The end of a notice at one destination.
 *
 * @param detail the reason in one sentence
 */
record DeliveryResult(Notice notice, Reason reason, String detail, int attempts) {
    /** Named reasons, as they are published. */
    enum Reason {
        /** The destination has it. */
        DELIVERED(true),
        /** The destination has no use for this kind of notice. */
        NOT_NEEDED(true),
        /** The destination did not take it for an hour. */
        GIVEN_UP(false),
        /** The destination will never take it. */
        REFUSED(false),
        /** The destination does not exist any more. */
        GONE(false);

        private final boolean isDelivered;

        Reason(boolean isDelivered) {
            this.isDelivered = isDelivered;
        }
    }

    boolean isDelivered() {
        return reason.isDelivered;
    }
}
