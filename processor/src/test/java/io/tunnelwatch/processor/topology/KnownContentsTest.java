package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.UnreadSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownContentsTest {
    /** Zero is left out: it is taken for one. */
    private static final long[] HASHES = {1, -1, Long.MIN_VALUE, 1L << 40, (1L << 40) + 1};

    private final KnownContents contents = new KnownContents();

    /** Compared with a map that holds everything: it may forget what was forgotten only. */
    @Test
    void shouldKnowWhatWasPutLast() {
        var random = new Random(7);
        Map<Long, UnreadSnapshot> expected = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long hash = hash(random);
            UnreadSnapshot seen = seen(random);
            if (random.nextInt(5) == 0) {
                contents.forget(hash);
                expected.remove(hash);
            } else {
                contents.put(hash, seen);
                expected.put(hash, seen);
            }
            long other = hash(random);
            UnreadSnapshot known = expected.get(other);
            UnreadSnapshot looked = known == null || random.nextBoolean() ? seen(random) : known;
            assertThat(contents.has(other, looked)).isEqualTo(looked.equals(known));
        }
        assertThat(expected).hasSizeGreaterThan(10_000);
    }

    private static long hash(Random random) {
        return random.nextInt(3) == 0 ? HASHES[random.nextInt(HASHES.length)] : random.nextInt(30_000) + 2L;
    }

    private static UnreadSnapshot seen(Random random) {
        Instant createdAt = random.nextBoolean() ? null : Instant.ofEpochMilli(1_000 + random.nextInt(3));
        return new UnreadSnapshot("", 1_000_000L * random.nextInt(3) + 7, createdAt, KnownContentsTest::none);
    }

    private static Snapshot none() {
        throw new UnsupportedOperationException("It is not read");
    }

    /** Nothing is stored under this content, so nothing may be known. */
    @Test
    void shouldNotTakeAFreePlaceForAContent() {
        assertThat(contents.has(5, new UnreadSnapshot("", 0, null, KnownContentsTest::none)))
                .isFalse();
        contents.put(0, new UnreadSnapshot("", 0, null, KnownContentsTest::none));
        assertThat(contents.has(0, new UnreadSnapshot("", 0, null, KnownContentsTest::none)))
                .isTrue();
    }
}
