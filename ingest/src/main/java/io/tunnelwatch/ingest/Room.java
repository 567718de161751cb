package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Target;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the connections that the cloud speaks of fit into the heap. Before one of them is read their number is known, and
 * to say what they need is better than to end for want of it, again at each start.
 */
public final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long KB = 1_024;
    private static final long MB = 1_024 * KB;

    private final long heap;
    private final long base;
    private final long each;
    private final long reading;
    private final Map<Target, Integer> connections = new HashMap<>();
    private boolean said;

    /**
     * @param heap how much there may be
     * @param base what is needed for none
     * @param each for each connection that is known
     * @param reading for each of the target that is being read, beside that
     */
    Room(long heap, long base, long each, long reading) {
        this.heap = heap;
        this.base = base;
        this.each = each;
        this.reading = reading;
    }

    /** In a process with broker, processor and sink in it. Measured with two tunnels each; a single one takes less. */
    public static Room ofAllInOne() {
        return new Room(Runtime.getRuntime().maxMemory(), 64 * MB, 10 * KB, 6 * KB);
    }

    /** In a process that does nothing but poll, and remembers no more than a number of each. */
    public static Room ofIngest() {
        return new Room(Runtime.getRuntime().maxMemory(), 32 * MB, 300, 5 * KB);
    }

    /** These targets are polled here, and no others. */
    synchronized void watch(Collection<Target> targets) {
        connections.keySet().retainAll(targets);
    }

    /** Why a target with so many connections is not to be read; empty when it is. What is near the limit is read, and said once. */
    synchronized Optional<String> refusal(Target target, int count) {
        connections.put(target, count);
        long all = connections.values().stream().mapToLong(it -> it).sum();
        long needed = base + all * each + count * reading;
        if (needed <= heap * 9 / 10) {
            return Optional.empty();
        }
        String sentence = String.format(
                Locale.ROOT,
                "%,d connections need about %,d MB of heap, and there are %,d: start with JAVA_OPTS=-Xmx%dm, or let another"
                        + " process poll some of the targets",
                all,
                needed / MB,
                heap / MB,
                needed / MB * 3 / 2);
        if (needed > heap) {
            connections.remove(target);
            return Optional.of(sentence);
        }
        if (!said) {
            said = true;
            LOG.warn("Memory is nearly too small: {}", sentence);
        }
        return Optional.empty();
    }
}
