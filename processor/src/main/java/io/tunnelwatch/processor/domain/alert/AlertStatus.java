package io.tunnelwatch.processor.domain.alert;

/** The kind of step. The names are public: topics contain them. */
public enum AlertStatus {
    FIRING,
    UPDATED,
    RESOLVED,
    /** The alert comes and goes too often to publish each change. */
    FLAPPING,
    /** The subject has been down for so long that the flapping is in fact over. */
    DOWN_WHILE_FLAPPING,
    /** The flapping is over; the active flag tells whether the alert still fires. */
    FLAP_END
}
