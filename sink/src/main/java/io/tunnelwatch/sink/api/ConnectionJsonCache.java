package io.tunnelwatch.sink.api;

import io.tunnelwatch.v1.ConnectionView;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Cache of connections encoded as JSON: most requests are for thousands of them, few of which have changed. */
final class ConnectionJsonCache {
    private final JsonViews json;
    private final Map<String, CachedJson> known = new ConcurrentHashMap<>();

    /** Sent, never compared, hence the array. */
    @SuppressWarnings("ArrayRecordComponent")
    private record CachedJson(ConnectionView view, boolean stale, Instant since, byte[] json) {
        /** A view is immutable and gets replaced, so comparing references suffices. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(DisplayedConnection it) {
            return view == it.view() && stale == it.stale() && since.equals(it.since());
        }
    }

    ConnectionJsonCache(JsonViews json) {
        this.json = json;
    }

    byte[] json(DisplayedConnection it) {
        CachedJson before = known.get(it.id());
        if (before != null && before.isOf(it)) {
            return before.json();
        }
        byte[] bytes = json.encoded(it);
        known.put(it.id(), new CachedJson(it.view(), it.stale(), it.since(), bytes));
        return bytes;
    }

    /** Clears the cache when it holds more deleted connections than existing ones. */
    void trim(int connections) {
        if (known.size() > 2 * connections) {
            known.clear();
        }
    }
}
