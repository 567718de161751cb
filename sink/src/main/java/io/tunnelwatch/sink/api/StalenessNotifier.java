package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.ReadModel;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the stream's listeners when something becomes unknown, or known again. No record causes that: time passes without
 * one.
 */
public final class StalenessNotifier {
    /** With more changed rows than this, reading everything again costs less than single events. */
    private static final int MOST_ROWS = 200;

    private final ReadModel model;
    private final PageTroubles troubles;
    private final JsonViews json;
    private final ChangeStream stream;
    private final Clock clock;
    private TreeMap<String, Boolean> stale = new TreeMap<>();
    private Set<String> lagging = Set.of();
    private List<String> sentTroubles = List.of();
    private boolean wasCaughtUp = true;

    public StalenessNotifier(ReadModel model, PageTroubles troubles, JsonViews json, ChangeStream stream, Clock clock) {
        this.model = model;
        this.troubles = troubles;
        this.json = json;
        this.stream = stream;
        this.clock = clock;
    }

    /** Call it every second or so, on one thread. */
    public void check() {
        Instant now = clock.instant();
        checkFeed();
        checkTargets(now);
        checkRows();
        checkTroubles(now);
    }

    private void checkFeed() {
        boolean caughtUp = model.isCaughtUp();
        if (caughtUp != wasCaughtUp) {
            wasCaughtUp = caughtUp;
            stream.reset();
        }
    }

    private void checkTargets(Instant now) {
        var before = stale;
        stale = new TreeMap<>();
        model.targets().forEach(it -> {
            boolean is = model.isStale(it, now);
            @Nullable Boolean was = before.get(it.target());
            stale.put(it.target(), is);
            if (was != null && was != is) {
                stream.publish("target", it);
            }
        });
        if (!stale.keySet().containsAll(before.keySet())) {
            stream.reset(); // a target was retired
        }
    }

    private void checkRows() {
        var before = lagging;
        lagging = Set.copyOf(model.lagging().keySet());
        var changed = new TreeSet<>(before);
        changed.addAll(lagging);
        changed.removeIf(it -> before.contains(it) && lagging.contains(it));
        if (changed.size() > MOST_ROWS) {
            stream.reset();
        } else {
            changed.forEach(it -> model.connection(it).ifPresent(view -> stream.publish("connection", view)));
        }
    }

    private void checkTroubles(Instant now) {
        var current = troubles.troubles(now).stream()
                .map(it -> it.cause() + " " + it.target() + " " + it.what())
                .collect(Collectors.toList());
        if (!current.equals(sentTroubles)) {
            sentTroubles = current;
            stream.send("troubles", json.troubles(now).toString());
        }
    }
}
