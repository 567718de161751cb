package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.TargetProgress;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConnectionView;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends changes to listeners. The latest events are kept, so that a listener can resume after a short absence. */
public final class ChangeStream {
    /** Events of some minutes in a busy hour. A listener that was away for longer reads everything again. */
    public static final int KEPT = 2_000;

    private static final String RESET = "event: reset\ndata: {}\n\n";

    private final JsonViews json;
    private final Clock clock;
    private final String life;
    private final ArrayDeque<Event> past = new ArrayDeque<>();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private long next;

    /** One change; {@code text} is ready to be sent. */
    record Event(long number, String text) {}

    /** Receives events in order; must not block. */
    public interface Listener {
        void onEvent(String text);
    }

    /** {@code life} marks cursors of this process: those of an earlier one mean nothing here. */
    public ChangeStream(JsonViews json, Clock clock) {
        this.json = json;
        this.clock = clock;
        this.life = Long.toString(clock.millis(), Character.MAX_RADIX);
    }

    public void publish(String kind, Object what) {
        String data;
        if (what instanceof ConnectionView view) {
            data = view.getDeletedAt() == null
                    ? json.connection(view, clock.instant()).toString()
                    : "{\"id\":\"" + view.getConnectionId() + "\",\"deleted\":true}";
        } else if (what instanceof Alert alert) {
            data = json.alert(alert, clock.instant()).toString();
        } else if (what instanceof Command command) {
            data = json.commands().newest(command, clock.instant()).toString();
        } else if (what instanceof NoticeRecord notice) {
            data = json.commands().notice(notice).toString();
        } else {
            data = json.targets().target((TargetProgress) what, clock.instant()).toString();
        }
        send(kind, data);
    }

    /** @param data is JSON */
    synchronized void send(String kind, String data) {
        long number = next++;
        var event = new Event(number, "id: " + life + "-" + number + "\nevent: " + kind + "\ndata: " + data + "\n\n");
        past.addLast(event);
        if (past.size() > KEPT) {
            past.removeFirst();
        }
        listeners.forEach(it -> it.onEvent(event.text()));
    }

    /** Makes all listeners read everything again. */
    synchronized void reset() {
        listeners.forEach(it -> it.onEvent(RESET));
    }

    /**
     * Adds a listener and first sends it the events since its cursor. Without a cursor it gets new events only; if the cursor
     * is too old, a reset first.
     */
    public synchronized void subscribe(Optional<String> cursor, Listener listener) {
        if (cursor.isPresent()) {
            Optional<List<Event>> missed = since(cursor.get());
            missed.ifPresent(events -> events.forEach(it -> listener.onEvent(it.text())));
            if (missed.isEmpty()) {
                listener.onEvent(RESET);
            }
        }
        listeners.add(listener);
    }

    public void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }

    public void heartbeat() {
        String beat = "event: heartbeat\ndata: {\"now\":\"" + clock.instant() + "\"}\n\n";
        listeners.forEach(it -> it.onEvent(beat));
    }

    public int listeners() {
        return listeners.size();
    }

    private Optional<List<Event>> since(String cursor) {
        int dash = cursor.indexOf('-');
        if (dash < 0
                || !cursor.substring(0, dash).equals(life)
                || !cursor.substring(dash + 1).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        long seen = Long.parseLong(cursor.substring(dash + 1));
        boolean kept = seen >= next - 1 || (!past.isEmpty() && past.getFirst().number() <= seen + 1);
        return kept
                ? Optional.of(new ArrayList<>(
                        past.stream().filter(it -> it.number() > seen).toList()))
                : Optional.empty();
    }
}
