package io.tunnelwatch.sink.api;

import io.tunnelwatch.v1.ConnectionView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Cache of connections encoded as JSON: most requests are for thousands of them, few of which have changed. */
final class Spelled {
    private final Words words;
    private final Map<String, Spelling> known = new ConcurrentHashMap<>();

    /** Sent, never compared, hence the array. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Spelling(ConnectionView view, boolean stale, Instant since, byte[] json) {
        /** A view is immutable and gets replaced, so comparing references suffices. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Shown it) {
            return view == it.view() && stale == it.stale() && since.equals(it.since());
        }
    }

    Spelled(Words words) {
        this.words = words;
    }

    byte[] json(Shown it) {
        Spelling before = known.get(it.id());
        if (before != null && before.isOf(it)) {
            return before.json();
        }
        byte[] json = words.connection(it).toString().getBytes(StandardCharsets.UTF_8);
        known.put(it.id(), new Spelling(it.view(), it.stale(), it.since(), json));
        return json;
    }

    /** Clears the cache when it holds more deleted connections than existing ones. */
    void tidy(int connections) {
        if (known.size() > 2 * connections) {
            known.clear();
        }
    }
}
