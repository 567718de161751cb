package io.tunnelwatch.notify.gate;

/** The named reason of a decision. The names are public: the topic of notifications and {@code explain} contain them. */
public enum NoticeReason {
    FIRED,
    UPDATED,
    RESOLVED,
    FLAPPING,
    DOWN_WHILE_FLAPPING,
    FLAP_ENDED,
    /** Worse than what the person acknowledged, or about more connections. */
    ACKNOWLEDGEMENT_BROKEN,
    /** Told now, because a route has opened or a destination is new. */
    STILL_FIRING,
    /** NoticeCause back by a silence until now. */
    SILENCE_ENDED,
    /** NoticeCause back by a maintenance until now. */
    MAINTENANCE_ENDED,
    /** The route asks for a reminder, and the alert still fires. */
    REPEATED,
    /** A person acknowledged it; or nothing is sent because one has. */
    ACKNOWLEDGED,
    /** The acknowledgement ends in ten minutes. */
    EXPIRES_SOON,
    /** The time of the acknowledgement is over. */
    EXPIRED,
    /** A person took the acknowledgement back. */
    CANCELLED,
    /** A maintenance begins. */
    STARTED,
    /** A maintenance is over. */
    ENDED,
    /** The configuration of a connection has changed. */
    CHANGED,
    /** Another alert is the cause of it. */
    INHIBITED,
    SILENCED,
    IN_MAINTENANCE,
    /** No open route leads to a destination. */
    NO_ROUTE,
    /** Nobody was told that it fires, so nobody needs to hear the rest. */
    NEVER_TOLD
}
