package io.tunnelwatch.ingest.publisher;

/** The outcome of a transaction. */
public sealed interface Commit {
    record Committed() implements Commit {}

    /** The outcome is unknown; only a new claim gives a safe baseline. */
    record Unsure(String reason) implements Commit {}

    /** Nothing was written, and a retry would fail as well: the log does not accept a record. */
    record Refused(String reason) implements Commit {}

    /** Another process writes this partition now. */
    record Fenced() implements Commit {}
}
