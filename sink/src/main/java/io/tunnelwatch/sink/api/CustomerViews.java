package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.CustomerScope;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TargetProgress;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * The read API and the stream as customers see them. Each customer is answered from a model that holds nothing else than the
 * customer's connections and what is about them. The stream tells of targets and troubles, and otherwise only that something
 * has changed: then the customer reads again.
 */
public final class CustomerViews {
    /** To make a customer's model, each connection is looked at; the answers of a second share one. */
    private static final long SHARED_NANOS = Duration.ofSeconds(1).toNanos();

    private final ReadModel model;
    private final FeedStatus feed;
    private final ClockSteps steps;
    private final Clock clock;
    private final LongSupplier nanos;
    private final String notice;
    private final Map<CustomerScope, View> views = new ConcurrentHashMap<>();

    /**
     * @param nanos a monotonic clock, such as {@link System#nanoTime()}
     * @param notice shown on the page
     */
    public CustomerViews(
            ReadModel model, FeedStatus feed, ClockSteps steps, Clock clock, LongSupplier nanos, String notice) {
        this.model = model;
        this.feed = feed;
        this.steps = steps;
        this.clock = clock;
        this.nanos = nanos;
        this.notice = notice;
    }

    /** Answers a request of a customer. Nobody else may be given the answer, so no cache keeps it. */
    public Reply reply(CustomerScope scope, String path, Fields query, String accept) {
        if (!model.isCaughtUp()) { // what is yet to be read may say whose connection it was before
            return Reply.busy("The page is still reading its topics: try again in a moment.");
        }
        return view(scope).current().api().reply(path, query, accept).uncached();
    }

    /** The stream of a customer: targets, troubles, resets and heartbeats. */
    public ChangeStream stream(CustomerScope scope) {
        return view(scope).stream;
    }

    /** Tells the listening customers of changes, and that the page lives. Call it every second or so, on one thread. */
    public void check() {
        views.values().forEach(View::check);
    }

    public void heartbeat() {
        views.values().forEach(it -> it.stream.heartbeat());
    }

    private View view(CustomerScope scope) {
        return views.computeIfAbsent(scope, View::new);
    }

    /** A model, and what answers from it. */
    private record Made(ReadModel visible, JsonViews json, Api api, long atNanos) {}

    /** A target as it was sent; it becomes stale without a record. */
    private record SentTarget(TargetProgress progress, boolean isStale) {}

    private record SentConnection(ConnectionView view, FacetState state, boolean isStale) {}

    /** The API and the stream of one customer. All tokens with the same tags share them. */
    private final class View {
        private final CustomerScope scope;
        private final ChangeStream stream;
        private @Nullable Made made;
        private Map<String, SentTarget> targets = Map.of();
        private String troubles = "[]";
        private List<Object> shown = List.of();

        View(CustomerScope scope) {
            this.scope = scope;
            this.stream = new ChangeStream(current().json(), clock);
        }

        synchronized Made current() {
            long now = nanos.getAsLong();
            if (made == null || now - made.atNanos() > SHARED_NANOS) {
                ReadModel visible = model.of(scope);
                var json = new JsonViews(visible, new PageTroubles(visible, feed, steps));
                made = new Made(visible, json, new Api(visible, json, clock, notice, scope.tags()), now);
            }
            return made;
        }

        void check() {
            if (stream.listeners() > 0) {
                Made now = current();
                Instant time = clock.instant();
                sendTargets(now, time);
                sendTroubles(now, time);
                sendReset(now, time);
            }
        }

        private void sendTargets(Made now, Instant time) {
            var before = targets;
            targets = new HashMap<>();
            for (TargetProgress it : now.visible().targets()) {
                var current = new SentTarget(it, now.visible().isStale(it, time));
                targets.put(it.target(), current);
                if (!current.equals(before.get(it.target()))) {
                    stream.send("target", now.json().targets().target(it, time).toString());
                }
            }
        }

        private void sendTroubles(Made now, Instant time) {
            String before = troubles;
            troubles = now.json().troubles(time).toString();
            if (!troubles.equals(before)) {
                stream.send("troubles", troubles);
            }
        }

        /** Many changes at once cost one reading, as few do. */
        private void sendReset(Made now, Instant time) {
            var before = shown;
            shown = new ArrayList<>();
            DisplayedConnection.all(now.visible(), time)
                    .forEach(it -> shown.add(new SentConnection(it.view(), it.state(), it.stale())));
            now.visible().alerts().forEach(it -> shown.add(it.getStepId()));
            now.visible()
                    .commands()
                    .current(time)
                    .forEach(it -> shown.add(it.command().getCommandId() + it.phase()));
            if (!shown.equals(before)) {
                stream.reset();
            }
        }
    }
}
