package io.tunnelwatch.sink.model;

import io.tunnelwatch.sink.topics.Hole;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The state of the feed: whether it has caught up, and what it lacks. Cheap, and safe from any thread. */
public interface FeedStatus {
    /** Returns whether everything has been read that was in the topics at the start. */
    boolean isCaughtUp();

    /** How long the brokers have not answered; empty unless that is too long. */
    Optional<Duration> lostFor();

    /** Returns whether it waits for the schema registry. */
    boolean isRegistryAway();

    /** Topics with records that could not be read. */
    Collection<String> unreadable();

    /** Ranges of the topics that are missing from the model. */
    List<Hole> holes();

    /** A feed that has caught up and lacks nothing. */
    FeedStatus HEALTHY = new FeedStatus() {
        @Override
        public boolean isCaughtUp() {
            return true;
        }

        @Override
        public Optional<Duration> lostFor() {
            return Optional.empty();
        }

        @Override
        public boolean isRegistryAway() {
            return false;
        }

        @Override
        public Collection<String> unreadable() {
            return List.of();
        }

        @Override
        public List<Hole> holes() {
            return List.of();
        }
    };
}
