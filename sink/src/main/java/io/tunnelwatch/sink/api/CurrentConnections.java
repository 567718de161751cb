package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.api.DisplayedConnection.ConnectionDisplay;
import io.tunnelwatch.sink.api.DisplayedConnection.TargetKnowledge;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * All connections as they are now, and as JSON. Nearly always nothing has changed since the last request, so what was made for
 * it is kept: otherwise thousands of connections would have to be fetched from memory each time.
 */
final class CurrentConnections {
    private final ReadModel model;
    private final ConnectionJsonCache cache;
    private volatile @Nullable ConnectionList last;

    CurrentConnections(ReadModel model, JsonViews json) {
        this.model = model;
        this.cache = new ConnectionJsonCache(json);
    }

    ConnectionList at(Instant now) {
        ConnectionList before = last;
        if (before != null && before.isCurrent(now)) {
            return before;
        }
        var list = new ConnectionList(now);
        last = list;
        return list;
    }

    byte[] json(DisplayedConnection it) {
        return cache.json(it);
    }

    /** The connections by id. The list is current until a view changes or is late, or other things are known of a target. */
    final class ConnectionList {
        private final long viewVersion;
        private final Set<TargetKnowledge> targets;
        private final List<DisplayedConnection> connections;
        private final AtomicReferenceArray<byte @Nullable []> json;

        private ConnectionList(Instant now) {
            viewVersion = model.viewVersion(); // first: what changes while the list is made must not go unnoticed later
            var display = new ConnectionDisplay(model, now);
            connections = model.connections().stream()
                    .map(display::of)
                    .sorted(Connections.BY_ID)
                    .toList();
            targets = display.targets();
            json = new AtomicReferenceArray<>(connections.size());
            cache.trim(connections.size());
        }

        private boolean isCurrent(Instant now) {
            return viewVersion == model.viewVersion()
                    && model.isFollowed()
                    && targets.stream().allMatch(it -> it.isCurrent(model, now));
        }

        /** The time until which each was {@link DisplayedConnection#seen} is that at which the list was made. */
        List<DisplayedConnection> connections() {
            return connections;
        }

        byte[] json(int index) {
            byte[] made = json.get(index);
            if (made == null) {
                made = cache.json(connections.get(index));
                json.set(index, made);
            }
            return made;
        }
    }
}
