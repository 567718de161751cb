package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.observation.ObservedConnection;
import java.time.Instant;

/**
 * The contents of stored connections, each as a number of 64 bits, by the hash of the connection's key. Nearly every snapshot is as
 * it is stored, which shows here in one look at the memory; the store needs a dozen. What is not here is looked up there. Two
 * connections of the same hash take the place of one another, which costs time only.
 */
final class KnownContents {
    private static final int FIRST_SIZE = 1024;
    private static final double MOST_USED = 0.75;
    private static final long NONE = 0;

    /** Hash and content by turns; a connection is at its hash or in the next free place. */
    private long[] slots = new long[2 * FIRST_SIZE];

    private int used;

    boolean has(long hash, ObservedConnection seen) {
        int at = find(key(hash));
        return slots[at] != NONE && slots[at + 1] == content(seen);
    }

    void put(long hash, ObservedConnection seen) {
        put(key(hash), content(seen));
    }

    /** Forgets the content of a connection, if it is known. */
    void forget(long hash) {
        slots[find(key(hash)) + 1] = NONE;
    }

    private void put(long key, long content) {
        int at = find(key);
        if (slots[at] == NONE) {
            used++;
        }
        slots[at] = key;
        slots[at + 1] = content;
        if (used > MOST_USED * slots.length / 2) {
            grow();
        }
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        used = 0;
        for (int i = 0; i < before.length; i += 2) {
            if (before[i + 1] != NONE) {
                put(before[i], before[i + 1]);
            }
        }
    }

    /** The place of a key, or the free one that it would take. */
    private int find(long key) {
        int mask = slots.length - 2;
        int at = (int) (key << 1) & mask;
        while (slots[at] != key && slots[at] != NONE) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private static long key(long hash) {
        return hash == NONE ? 1 : hash;
    }

    private static long content(ObservedConnection seen) {
        Instant createdAt = seen.createdAt();
        long content = createdAt == null ? seen.contentHash() : seen.contentHash() + 31 * createdAt.toEpochMilli();
        return content == NONE ? 1 : content;
    }
}
