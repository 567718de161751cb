package io.tunnelwatch.app.world;

import io.tunnelwatch.ingest.publisher.Claim;
import io.tunnelwatch.ingest.publisher.CommitOutcome;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Fenced;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Unsure;
import io.tunnelwatch.ingest.publisher.ManualRestoredLog;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.v1.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A partition of the observations: the committed records, with the gaps that aborted transactions and markers leave. */
final class Partition {
    private static final Bytes<Observation> BYTES = new Bytes<>(Observation.getClassSchema());

    enum Next {
        COMMITS,
        IS_LOST,
        COMMITS_UNNOTICED
    }

    /** Shared with its readers, none of which changes them. */
    private final List<Observation> committed = new ArrayList<>();

    private final List<Long> offsets = new ArrayList<>();
    private long end;
    private int generation;
    boolean away;
    Next next = Next.COMMITS;

    int size() {
        return committed.size();
    }

    Observation get(int index) {
        return committed.get(index);
    }

    List<Observation> all() {
        return List.copyOf(committed);
    }

    /** Appends without a transaction, as the watchdog does. */
    void append(Observation observation) {
        committed.add(BYTES.read(BYTES.write(observation)));
        offsets.add(end++);
    }

    ObservationLog writer() {
        return new Writer();
    }

    private final class Writer implements ObservationLog {
        private int own = -1;

        @Override
        public Optional<Claim> claim() {
            if (away) {
                return Optional.empty();
            }
            own = ++generation;
            var restored = new ManualRestoredLog();
            for (int i = 0; i < committed.size(); i++) {
                restored.read(offsets.get(i), get(i));
            }
            return Optional.of(new Claim(end++, restored.targets()));
        }

        @Override
        public CommitOutcome append(List<Observation> observations) {
            if (away) {
                return new Unsure("out of reach");
            }
            if (own != generation) {
                return new Fenced();
            }
            Next fate = next;
            next = Next.COMMITS;
            if (fate == Next.IS_LOST) {
                end += observations.size() + 1;
                return new Unsure("lost");
            }
            observations.forEach(Partition.this::append);
            end++;
            return fate == Next.COMMITS ? new Committed() : new Unsure("nobody answered");
        }

        @Override
        public void close() {}
    }
}
