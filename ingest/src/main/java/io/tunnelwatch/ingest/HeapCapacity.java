package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.TargetId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether the connections that the cloud reports fit into the heap. Their number is known before the first is read, and
 * reporting the memory needed is better than running out of it again at each start.
 */
public final class HeapCapacity {
    private static final Logger LOG = LoggerFactory.getLogger(HeapCapacity.class);
    private static final long KB = 1_024;
    private static final long MB = 1_024 * KB;

    private final long heap;
    private final long base;
    private final long each;
    private final long reading;
    private final Map<TargetId, Integer> connections = new HashMap<>();
    private boolean said;

    /**
     * @param heap the largest size of the heap
     * @param base memory needed without any connection
     * @param each memory for each known connection
     * @param reading further memory for each connection of the target that is being read
     */
    HeapCapacity(long heap, long base, long each, long reading) {
        this.heap = heap;
        this.base = base;
        this.each = each;
        this.reading = reading;
    }

    /** For a process that also runs broker, processor and sink. Measured with two tunnels each; one tunnel takes less. */
    public static HeapCapacity ofAllInOne() {
        return new HeapCapacity(Runtime.getRuntime().maxMemory(), 64 * MB, 10 * KB, 6 * KB);
    }

    /** For a process that only polls and keeps no more than a hash of each connection. */
    public static HeapCapacity ofIngest() {
        return new HeapCapacity(Runtime.getRuntime().maxMemory(), 32 * MB, 300, 5 * KB);
    }

    /** Sets the targets that this process polls. */
    synchronized void watch(Collection<TargetId> targets) {
        connections.keySet().retainAll(targets);
    }

    /**
     * The reason not to read a target with this many connections; empty if it may be read. A number near the limit is allowed
     * and logged once.
     */
    synchronized Optional<String> refusal(TargetId target, int count) {
        connections.put(target, count);
        long all = connections.values().stream().mapToLong(it -> it).sum();
        long needed = base + all * each + count * reading;
        if (needed <= heap * 9 / 10) {
            return Optional.empty();
        }
        String sentence = String.format(
                Locale.ROOT,
                "%,d connections need about %,d MB of heap, and this process has %,d MB: start it with "
                        + "JAVA_OPTS=-Xmx%dm, or let another process poll some of the targets",
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
            LOG.warn("The heap is nearly full: {}. See docs/runbook.md#connections_need_memory", sentence);
        }
        return Optional.empty();
    }
}
