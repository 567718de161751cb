package io.tunnelwatch.sink.serve;

import io.tunnelwatch.v1.ConnectionView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Connections in JSON, as they were last put into words: whoever asks, asks about thousands, of which hardly one has changed. */
final class Spelled {
    private final Words words;
    private final Map<String, Spelling> known = new ConcurrentHashMap<>();

    /** It is made to be sent, and never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Spelling(ConnectionView view, boolean stale, Instant since, byte[] json) {
        /** A view is never changed, but replaced. */
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

    /** Deleted ones are forgotten with all others, once they are as many. */
    void tidy(int connections) {
        if (known.size() > 2 * connections) {
            known.clear();
        }
    }
}
