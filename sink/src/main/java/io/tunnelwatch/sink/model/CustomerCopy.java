package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies the connections of a customer, and what is about them, into a model of the customer's own. Timelines are shared where nothing of them is hidden. */
final class CustomerCopy {
    private final CustomerScope scope;
    private final ReadModel.Parts from;
    private final ReadModel.Parts into;

    CustomerCopy(CustomerScope scope, ReadModel.Parts from, ReadModel.Parts into) {
        this.scope = scope;
        this.from = from;
        this.into = into;
    }

    /** @param horizon time before which no changes are known */
    void make(Instant horizon) {
        var since = new ScopeSince(scope, horizon);
        from.connections().forEach((key, it) -> {
            if (scope.sees(it.getContext())) {
                boolean isAhead = from.pendingUpdates().isAhead(key, it);
                connection(key, it, since.of(it, from.changes().of(key), isAhead));
            }
        });
        from.alerts().values().forEach(this::alert);
        into.alertHistory().shareCompleteness(from.alertHistory());
        into.commands().shareMaintenance(from.commands(), labelsOfEntities());
    }

    private void connection(String key, ConnectionView it, Instant since) {
        into.hiddenBefore().put(key, since);
        into.connections().put(key, it);
        into.configurations().share(from.configurations(), key);
        into.changes().share(from.changes(), key, since);
        into.pendingUpdates().share(from.pendingUpdates(), key);
        into.intervals().share(from.intervals(), it.getConnectionId(), since);
        from.changes().tunnels(key, it).forEach(tunnel -> into.intervals().share(from.intervals(), tunnel, since));
        String target = it.getAccount() + "/" + it.getRegion();
        TargetProgress progress = from.targets().get(target);
        if (progress != null && into.targets().put(target, progress) == null) {
            into.intervals().share(from.intervals(), target, Instant.EPOCH);
        }
    }

    private void alert(Alert it) {
        Instant since = into.hiddenBefore().get(it.getAccount() + "/" + it.getRegion() + "/" + it.getConnectionId());
        if (since != null) {
            scope.visible(it, since).ifPresent(visible -> {
                into.alerts().put(visible.getFingerprint(), visible);
                into.alertHistory()
                        .share(from.alertHistory(), visible.getFingerprint(), step -> scope.visible(step, since));
            });
        }
    }

    /** The labels of the connections and their tunnels, by which maintenance selects them. */
    private List<Map<String, String>> labelsOfEntities() {
        var labels = new ArrayList<Map<String, String>>();
        into.connections().forEach((key, it) -> {
            String id = it.getConnectionId();
            labels.add(AlertLabels.ofEntity(it.getAccount(), it.getRegion(), id, null, it.getContext()));
            from.changes()
                    .tunnels(key, it)
                    .forEach(tunnel -> labels.add(
                            AlertLabels.ofEntity(it.getAccount(), it.getRegion(), id, tunnel, it.getContext())));
        });
        return labels;
    }
}
