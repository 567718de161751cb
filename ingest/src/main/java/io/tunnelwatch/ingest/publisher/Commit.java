package io.tunnelwatch.ingest.publisher;

/** What became of a transaction. */
public sealed interface Commit {
    record Committed() implements Commit {}

    /** Nobody knows whether it counts; only a new claim finds firm ground again. */
    record Unsure(String reason) implements Commit {}

    /** None of it counts, and none ever would: a record is not one that the log takes. */
    record Refused(String reason) implements Commit {}

    /** Somebody else writes this shard now. */
    record Fenced() implements Commit {}
}
