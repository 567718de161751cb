package io.tunnelwatch.schemas.topics;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The topics of one installation: those of the catalogue with its prefix and its number of partitions. Several installations can
 * share a cluster.
 *
 * @param prefix what the names begin with; empty, or it ends with a dot, a hyphen or an underscore
 */
public record TopicNames(String prefix, int partitions) {
    /** Kafka allows 249 characters in a name; Kafka Streams and {@code tunnelwatch repartition} append to ours. */
    private static final int LONGEST = 100;

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0," + (LONGEST - 2) + "}[._-])?");

    /** Returns whether names may begin with this. */
    public static boolean isPrefix(String prefix) {
        return PREFIX.matcher(prefix).matches();
    }

    /** A topic of the catalogue as this installation has it. */
    public Topic of(Topic catalogued) {
        return catalogued.withName(prefix + catalogued.name()).withPartitions(partitions);
    }

    public List<Topic> of(Collection<Topic> catalogued) {
        return catalogued.stream().map(this::of).toList();
    }
}
