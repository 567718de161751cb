package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wording of one notice, the same for all receivers, for somebody who was asleep a minute ago: what is wrong, since when,
 * what it affects, the likely cause, the next step, and where to look.
 *
 * @param summary the problem in one sentence
 * @param lines what a person needs next, the most important first
 */
record NoticeText(String title, String summary, List<Line> lines, List<Link> links) {
    /** A text names so many connections, networks or tags, and counts the rest. */
    private static final int NAMED = 10;

    /** The detector lists at most so many members of a group, and there may be more. */
    private static final int MOST_MEMBERS = 500;

    /** Our sentences are shorter, unless somebody wants to fill a message with long names. */
    private static final int SUMMARY_LENGTH = 1_000;

    /** A title is read on a telephone's lock screen; the cloud allows names of 128 characters. */
    private static final int SUBJECT_LENGTH = 80;

    static NoticeText of(Notification notice, NoticeStyle style) {
        Alert alert = notice.getAlert();
        String detail = printable(notice.getDetail());
        if (alert == null) {
            return new NoticeText(
                    NoticeTitle.of(notice),
                    detail,
                    List.of(new Line("At", style.time(notice.getAt()))),
                    links(notice, style));
        }
        var lines = new ArrayList<Line>();
        switch (notice.getKind()) {
            case ALERT, UNKNOWN -> {}
            case ACKNOWLEDGED,
                    ACKNOWLEDGEMENT_ENDING,
                    ACKNOWLEDGEMENT_ENDED,
                    REMINDER,
                    MAINTENANCE_STARTED,
                    MAINTENANCE_ENDED,
                    DELIVERY_FAILING,
                    DELIVERY_RESTORED,
                    CONFIGURATION_CHANGED,
                    TEST -> add(lines, "Note", detail);
        }
        describe(alert, style, lines);
        String summary = alert.getSummary().isEmpty() ? detail : printable(alert.getSummary());
        return new NoticeText(NoticeTitle.of(notice), summary, lines, links(notice, style));
    }

    /** The name that people gave to a connection; the id of anything else. */
    static String subject(Alert alert) {
        ConnectionContext context = alert.getContext();
        boolean isNamed = context != null && !context.getName().isBlank();
        String printable = PrintableText.value(isNamed ? context.getName() : alert.getEntity());
        return new Line("", printable).cut(SUBJECT_LENGTH).value();
    }

    private static void describe(Alert alert, NoticeStyle style, List<Line> lines) {
        lines.add(time(alert, style));
        ConnectionContext context = alert.getContext();
        if (context != null) {
            add(lines, "Affects", networks(context));
        }
        add(lines, "Connections", few(alert.getMembers()));
        add(lines, "Cause and next step", printable(alert.getAdvice()));
        add(lines, "Where", where(alert));
        if (context != null) {
            add(
                    lines,
                    "Tags",
                    few(context.getTags().stream()
                            .map(it -> it.getKey() + "=" + it.getValue())
                            .toList()));
        }
        if (alert.getActive() && style.runbook().isEmpty()) {
            add(lines, "Runbook", PrintableText.value(alert.getRunbook()));
        }
    }

    private static Line time(Alert alert, NoticeStyle style) {
        Instant since = alert.getSince();
        Instant resolved = alert.getResolvedAt();
        if (!alert.getActive() && resolved != null) {
            return new Line(
                    "From", style.time(since) + " to " + style.time(resolved) + ", " + duration(since, resolved));
        }
        return new Line(
                "Since",
                style.time(since)
                        + (alert.getInitial()
                                ? ", when it was first seen; it may be older"
                                : "; last seen well at " + style.time(alert.getNotBefore())));
    }

    private static String networks(ConnectionContext context) {
        boolean isUnknown = context.getLocalSubnets().isEmpty()
                && context.getRemoteSubnets().isEmpty();
        return isUnknown
                ? ""
                : "traffic between " + few(context.getLocalSubnets()) + " and " + few(context.getRemoteSubnets());
    }

    /** The account and region, and the ids to look for in the cloud's console. */
    private static String where(Alert alert) {
        ConnectionContext context = alert.getContext();
        Stream<String> gateways = context == null
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(context.getVpnGatewayId(), context.getTransitRouterId()),
                        context.getCustomerGatewayIds().stream());
        return Stream.of(
                        Stream.of(alert.getAccount() + "/" + alert.getRegion()),
                        Stream.ofNullable(alert.getConnectionId()),
                        Stream.ofNullable(alert.getTunnelId()),
                        Stream.of(alert.getEntity()),
                        gateways)
                .flatMap(it -> it)
                .filter(it -> !it.isBlank())
                .distinct()
                .map(PrintableText::value)
                .collect(Collectors.joining(", "));
    }

    private static List<Link> links(Notification notice, NoticeStyle style) {
        Alert alert = notice.getAlert();
        var links = new ArrayList<Link>();
        style.pageOf(alert).ifPresent(it -> links.add(new Link("Open Tunnelwatch", it)));
        if (alert != null && alert.getActive() && alert.getRunbook().contains("#")) {
            String section = alert.getRunbook().substring(alert.getRunbook().indexOf('#') + 1);
            style.runbookOf(section).ifPresent(it -> links.add(new Link("Runbook", it)));
        }
        return links;
    }

    private static void add(List<Line> lines, String label, String value) {
        if (!value.isBlank()) {
            lines.add(new Line(label, value));
        }
    }

    private static String few(List<String> all) {
        int more = all.size() - NAMED;
        String named = all.stream().limit(NAMED).map(PrintableText::value).collect(Collectors.joining(", "));
        return more <= 0 ? named : named + " and " + (all.size() >= MOST_MEMBERS ? "at least " : "") + more + " more";
    }

    private static String printable(String sentence) {
        return new Line("", PrintableText.sentence(sentence))
                .cut(SUMMARY_LENGTH)
                .value();
    }

    private static String duration(Instant from, Instant to) {
        Duration lasted = Duration.between(from, to);
        if (lasted.toSeconds() < 120) {
            return lasted.toSeconds() + " s";
        }
        return lasted.toMinutes() < 120
                ? lasted.toMinutes() + " min"
                : lasted.toHours() + " h " + lasted.toMinutesPart() + " min";
    }
}
