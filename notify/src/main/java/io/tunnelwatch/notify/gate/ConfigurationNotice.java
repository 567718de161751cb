package io.tunnelwatch.notify.gate;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Transition;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** The notice that the configuration of a connection has changed. */
final class ConfigurationNotice {
    /** The label {@code alertname} of a change, which is none of an alert. */
    private static final String NAME = "ConfigurationChanged";

    private static final int CHANGES_IN_SENTENCE = 3;

    private ConfigurationNotice() {}

    /** The labels by which routes select it. */
    static Map<String, String> labels(Transition it) {
        ConnectionContext context = it.getContext();
        var labels = AlertLabels.ofEntity(
                it.getAccount(),
                it.getRegion(),
                it.getEntity(),
                null,
                context == null ? ConnectionContext.newBuilder().build() : context);
        labels.put(AlertLabels.ALERTNAME, NAME);
        labels.put(AlertLabels.SEVERITY, "info");
        return labels;
    }

    static Notification of(Transition it, SortedSet<String> destinations) {
        return Notices.record(
                NoticeFingerprints.ofConnection(it.getAccount() + "/" + it.getRegion() + "/" + it.getEntity()),
                it.getTransitionId(),
                NotificationKind.CONFIGURATION_CHANGED,
                destinations.isEmpty() ? NotificationOutcome.SILENT : NotificationOutcome.NOTIFY,
                destinations.isEmpty() ? Notices.NO_ROUTE.cause() : new NoticeCause(NoticeReason.CHANGED, null),
                sentence(it),
                destinations,
                it.getDetectedAt(),
                null);
    }

    private static String sentence(Transition it) {
        ConnectionContext context = it.getContext();
        String name = context == null ? "" : context.getName();
        String what = name.isBlank() ? it.getEntity() : name + " (" + it.getEntity() + ")";
        int more = it.getChanges().size() - CHANGES_IN_SENTENCE;
        return what + " in " + it.getAccount() + "/" + it.getRegion() + " was changed: "
                + it.getChanges().stream()
                        .limit(CHANGES_IN_SENTENCE)
                        .map(ConfigurationNotice::change)
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    private static String change(ConfigurationChange it) {
        String where = it.getTunnelId() == null ? "" : " of " + it.getTunnelId();
        return it.getField() + where + " from '" + it.getBefore() + "' to '" + it.getAfter() + "'";
    }
}
