package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Commit;
import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Fenced;
import io.tunnelwatch.ingest.publisher.Commit.Unsure;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.v1.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A log of which a test decides what becomes of a commit. */
final class FakeLog implements ObservationLog {
    enum Next {
        COMMITS,
        /** The transaction is lost, and the writer cannot know. */
        LOST,
        /** The transaction counts, and the writer cannot know. */
        COUNTS_UNNOTICED,
        FENCED
    }

    final List<Observation> committed = new ArrayList<>();
    Next next = Next.COMMITS;
    boolean outOfReach;
    int claims;
    private long endOffset = 7;

    @Override
    public OptionalLong claim() {
        claims++;
        return outOfReach ? OptionalLong.empty() : OptionalLong.of(endOffset);
    }

    @Override
    public Commit append(List<Observation> observations) {
        endOffset += observations.size() + 1; // and the marker
        Next now = next;
        next = Next.COMMITS;
        if (now == Next.COMMITS || now == Next.COUNTS_UNNOTICED) {
            committed.addAll(observations);
        }
        return switch (now) {
            case COMMITS -> new Committed();
            case LOST, COUNTS_UNNOTICED -> new Unsure("the test said so");
            case FENCED -> new Fenced();
        };
    }

    /** What was committed since the last time this was asked. */
    List<Observation> drain() {
        var drained = List.copyOf(committed);
        committed.clear();
        return drained;
    }

    @Override
    public void close() {}
}
