package io.tunnelwatch.ingest.publisher;

/** The outcome of a transaction. */
public sealed interface CommitOutcome {
    record Committed() implements CommitOutcome {}

    /** The outcome is unknown; only a new claim gives a state to go on from. */
    record Unsure(String reason) implements CommitOutcome {}

    /** Nothing was written, and a retry would fail as well: the log does not accept a record. */
    record Refused(String reason) implements CommitOutcome {}

    /** Another process writes this partition now. */
    record Fenced() implements CommitOutcome {}
}
