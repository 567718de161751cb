package io.tunnelwatch.app.replay;

import io.tunnelwatch.processor.domain.alert.Verdict;

/** A decision of the detector in words. */
final class VerdictSentence {
    private VerdictSentence() {}

    static String of(Verdict verdict) {
        return switch (verdict) {
            case HELD -> "bad, but not for long enough yet";
            case RECOVERED_IN_TIME -> "good again before it was published";
            case CLEARING -> "good again, but not for long enough to resolve it";
            case BAD_AGAIN_WHILE_CLEARING -> "bad again before it was resolved";
            case CLOCK_RESET -> "it could not be seen, so its hold time starts again";
            case DAMPED -> "it is flapping: single changes are not published";
            case GOOD_FOR_LONG_ENOUGH -> "good for long enough; it had not been published";
            case BAD_FOR_LONG_ENOUGH -> "bad for long enough, but it is flapping";
            case INHIBITED -> "inhibited by another alert";
            case NO_LONGER_INHIBITED -> "no longer inhibited";
            case OUT_OF_SIGHT -> "there was no complete scan for too long: its state is unknown";
            case SEEN_AGAIN -> "seen again";
            case SCAN_FAILED -> "a scan failed: nothing is concluded from it";
            case DIVERGED -> "the observations do not match the digest of the scan: a record was lost";
            case LATE -> "the record is not newer than the last judged one: it changes nothing";
            case DECLARED_NORMAL -> "bad, but the setting alerts.local declares it normal";
            case STORM_AT_FIRST_SIGHT -> "many connections were bad at the first scan: one alert covers them all";
            case CORRELATED -> "several connections of one gateway went down together";
            case MEMBERS_JOINED -> "more connections went down with it";
            case DIAGNOSED -> "the cloud's diagnosis has arrived";
            case FELL_TOO_OFTEN -> "it went bad too often: it is flapping now";
            case DOWN_WITHOUT_A_BREAK -> "it was flapping, and is now down without a break";
            case CALM_AGAIN -> "it is not flapping any more";
            case CONNECTION_DELETED -> "deleted";
            case CONNECTION_CREATED -> "created";
            case RETIRED -> "its target is not watched any more";
            case SCAN_COMPLETED,
                    UNCHANGED,
                    FIRST_SIGHT,
                    FACET_CHANGED,
                    CONFIGURATION_CHANGED,
                    STILL_FIRING,
                    SEVERITY_OR_REASON_CHANGED -> "as published";
        };
    }
}
