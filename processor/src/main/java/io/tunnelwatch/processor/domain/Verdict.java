package io.tunnelwatch.processor.domain;

/** Why something was decided, or why nothing was. The names are public: they stand in alerts, metrics and logs. */
public enum Verdict {
    /** Not past what the target has already seen. */
    LATE,
    /** Seen again as it was. */
    UNCHANGED,
    FIRST_SIGHT,
    FACET_CHANGED,
    CONFIGURATION_CHANGED,
    CONNECTION_DELETED,
    CONNECTION_CREATED,
    /** Too long without a complete scan: what was known is not known any more. */
    OUT_OF_SIGHT,
    SEEN_AGAIN,
    /** The digest of what was told is not the digest of what was seen: a record was lost on the way. */
    DIVERGED,
    SCAN_COMPLETED,
    SCAN_FAILED,
    /** Bad, not for long enough yet. */
    HELD,
    BAD_FOR_LONG_ENOUGH,
    SEVERITY_OR_REASON_CHANGED,
    STILL_FIRING,
    /** Good, not for long enough yet. */
    CLEARING,
    BAD_AGAIN_WHILE_CLEARING,
    GOOD_FOR_LONG_ENOUGH,
    /** Recovered before anyone was told. */
    RECOVERED_IN_TIME,
    /** A pending clock was set back because the subject could not be seen. */
    CLOCK_RESET,
    /** It went bad so often lately that it is not told each time. */
    FELL_TOO_OFTEN,
    /** Not told while it flaps. */
    DAMPED,
    /** It flapped, and then stayed down. */
    DOWN_WITHOUT_A_BREAK,
    CALM_AGAIN,
    /** Another alert speaks for it. */
    INHIBITED,
    /** The alert that spoke for it is over, its grace too, and it is still bad. */
    NO_LONGER_INHIBITED,
    /** More connections went down with those that the alert speaks for. */
    MEMBERS_JOINED,
    /** Several that share a gateway went down together. */
    CORRELATED,
    /** So much is bad on a target seen for the first time that one alert speaks for all. */
    STORM_AT_FIRST_SIGHT,
    /** Bad, and the operator has declared that normal. */
    DECLARED_NORMAL,
    /** The cloud said why. */
    DIAGNOSED,
    /** Its target is not watched any more. */
    RETIRED
}
