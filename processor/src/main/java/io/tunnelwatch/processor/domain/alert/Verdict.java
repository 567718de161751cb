package io.tunnelwatch.processor.domain.alert;

/**
 * The named reason why something was decided, or why nothing was. The names are public: alerts, metrics and logs contain them.
 */
public enum Verdict {
    /** The observation's order is not after the last judged one. */
    LATE,
    /** Seen again, unchanged. */
    UNCHANGED,
    FIRST_SIGHT,
    FACET_CHANGED,
    CONFIGURATION_CHANGED,
    CONNECTION_DELETED,
    CONNECTION_CREATED,
    /** Too long without a complete scan: the state is unknown now. */
    OUT_OF_SIGHT,
    SEEN_AGAIN,
    /** The digest of the known state is not the digest of the scan: a record was lost on the way. */
    DIVERGED,
    SCAN_COMPLETED,
    SCAN_FAILED,
    /** Bad, but not for long enough yet. */
    HELD,
    BAD_FOR_LONG_ENOUGH,
    SEVERITY_OR_REASON_CHANGED,
    STILL_FIRING,
    /** Good, but not for long enough yet. */
    CLEARING,
    BAD_AGAIN_WHILE_CLEARING,
    GOOD_FOR_LONG_ENOUGH,
    /** Recovered before the alert fired. */
    RECOVERED_IN_TIME,
    /** A hold was restarted because the subject could not be seen. */
    CLOCK_RESET,
    /** The subject went bad so often lately that changes are no longer published one by one. */
    FELL_TOO_OFTEN,
    /** Not published while the alert flaps. */
    DAMPED,
    /** The subject flapped, and then stayed down. */
    DOWN_WITHOUT_A_BREAK,
    CALM_AGAIN,
    /** Another alert inhibits it. */
    INHIBITED,
    /** The inhibitor has ended, the grace time is over, and the subject is still bad. */
    NO_LONGER_INHIBITED,
    /** More connections went down with those that the alert covers. */
    MEMBERS_JOINED,
    /** Several connections of one gateway went down together. */
    CORRELATED,
    /** So much is bad at the first scan of a target that one alert covers all. */
    STORM_AT_FIRST_SIGHT,
    /** Bad, but the operator has declared that normal. */
    DECLARED_NORMAL,
    /** The cloud gave a diagnosis. */
    DIAGNOSED,
    /** Its target is no longer watched. */
    RETIRED
}
