package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.api.DisplayedConnection.Moment;
import io.tunnelwatch.sink.api.DisplayedConnection.Sight;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All connections as they are now, and as JSON. Nearly always nothing has changed since the last request, so what was made for
 * it is kept: otherwise thousands of connections would have to be fetched from memory each time.
 */
final class CurrentConnections {
    private final ReadModel model;
    private final ConnectionJsonCache cache;
    private volatile @Nullable Listed last;

    CurrentConnections(ReadModel model, JsonViews json) {
        this.model = model;
        this.cache = new ConnectionJsonCache(json);
    }

    Listed at(Instant now) {
        Listed before = last;
        if (before != null && before.isStillSo(now)) {
            return before;
        }
        var listed = new Listed(now);
        last = listed;
        return listed;
    }

    /** The connections, as they are until a view changes, or is late, or a target is seen otherwise. */
    final class Listed {
        private final long viewChanges;
        private final Set<Sight> sights;
        private final List<DisplayedConnection> connections;
        private volatile @Nullable List<byte[]> json;

        private Listed(Instant now) {
            viewChanges = model.viewChanges(); // first: what changes while the list is made must not go unnoticed later
            var moment = new Moment(model, now);
            connections = model.connections().stream()
                    .map(moment::displayed)
                    .sorted(Connections.BY_ID)
                    .toList();
            sights = moment.sights();
            cache.trim(connections.size());
        }

        private boolean isStillSo(Instant now) {
            return viewChanges == model.viewChanges()
                    && model.isFollowed()
                    && sights.stream().allMatch(it -> it.isStillSo(model, now));
        }

        /** The connections, by id. */
        List<DisplayedConnection> connections() {
            return connections;
        }

        /** The same as JSON. */
        List<byte[]> json() {
            List<byte[]> made = json;
            if (made == null) {
                made = connections.stream().map(cache::json).toList();
                json = made;
            }
            return made;
        }

        byte[] json(DisplayedConnection it) {
            return cache.json(it);
        }
    }
}
