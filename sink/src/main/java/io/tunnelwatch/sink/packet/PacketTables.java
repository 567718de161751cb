package io.tunnelwatch.sink.packet;

import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.runtime.labels.MatcherText;
import io.tunnelwatch.sink.model.CommandCover;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lists of a packet as tables. */
final class PacketTables {
    private final Packet packet;

    PacketTables(Packet packet) {
        this.packet = packet;
    }

    String timeline() {
        var rows = new ArrayList<List<String>>();
        for (Packet.Lane lane : packet.lanes().items()) {
            for (TimelineInterval it : lane.intervals().items()) {
                rows.add(List.of(
                        Words.name(lane.name()) + " <small>" + Words.code(lane.entity()) + "</small>",
                        Words.facet(lane.facet()),
                        Words.chip(it.label().state()),
                        reason(it.label().reason().name(), it.label().raw()),
                        Words.timeElement(it.from()),
                        it.to() == null ? "lasts" : Words.timeElement(it.to()),
                        it.to() == null ? "" : Words.length(Duration.between(it.from(), it.to()))));
            }
            if (lane.intervals().leftOut() > 0) {
                rows.add(List.of(
                        Words.name(lane.name()), Words.facet(lane.facet()), "", leftOut(lane.intervals()), "", "", ""));
            }
        }
        return rows.isEmpty()
                ? none("Nothing is recorded of that time.")
                : table("Timeline", List.of("Of", "Facet", "State", "Reason", "From", "To", "Lasted"), rows)
                        + rest(packet.lanes(), "facets");
    }

    private static String reason(String reason, String raw) {
        return "<code>" + reason + "</code>" + (raw.isEmpty() ? "" : " <small>“" + Words.name(raw) + "”</small>");
    }

    String changes() {
        var before = packet.changes().items().stream().filter(this::isBefore).toList();
        var later =
                packet.changes().items().stream().filter(it -> !isBefore(it)).toList();
        if (before.isEmpty() && later.isEmpty()) {
            return none("Nothing was changed in the day before it, nor while it lasted, as far as the records tell.");
        }
        return group("Before it was first seen", before)
                + group("Since it was first seen", later)
                + rest(packet.changes(), "changes");
    }

    private boolean isBefore(Packet.Change it) {
        return it.at() == null || it.at().isBefore(packet.incident().since());
    }

    private String group(String title, List<Packet.Change> changes) {
        return changes.isEmpty()
                ? ""
                : changes.stream()
                        .map(this::change)
                        .collect(Collectors.joining("\n", "<h3>" + title + "</h3>\n", "\n"));
    }

    private String change(Packet.Change it) {
        String what = Words.lower(it.kind());
        String when = it.at() == null
                ? "shortly before the alert"
                : "between " + Words.timeElement(it.notBefore()) + " and " + Words.timeElement(it.at());
        String head = "<p class=\"when\">" + Words.code(it.connectionId()) + " " + what + " " + when + " "
                + source(Source.of(packet, it)) + "</p>\n";
        return it.fields().isEmpty()
                ? head
                : head
                        + table(
                                "Changed fields",
                                List.of("Field", "Before", "After"),
                                it.fields().items().stream()
                                        .map(PacketTables::field)
                                        .toList())
                        + rest(it.fields(), "fields");
    }

    private static List<String> field(ConfigurationChange it) {
        String tunnel = it.getTunnelId() == null ? "" : it.getTunnelId() + " ";
        return List.of(
                Words.code(tunnel + it.getField()),
                "<del>" + Words.name(empty(it.getBefore())) + "</del>",
                "<ins>" + Words.name(empty(it.getAfter())) + "</ins>");
    }

    private static String empty(String it) {
        return it.isEmpty() ? "(empty)" : it;
    }

    String related() {
        var all = packet.related().items();
        long down = all.stream().filter(it -> isBad(it.whenFired())).count();
        long still = all.stream().filter(it -> isBad(it.atEnd())).count();
        String sum = "<p>Connections: " + packet.related().total() + ". Down or degraded among those below: " + down
                + " when it fired, " + still + (packet.incident().isOver() ? " when it ended" : " at last") + ".</p>\n";
        return sum
                + table(
                        "Members, and connections on the same gateway",
                        List.of(
                                "Connection",
                                "Why it is here",
                                "When it fired",
                                "Since",
                                packet.incident().isOver() ? "When it ended" : "Last known"),
                        all.stream().map(PacketTables::relatedRow).toList())
                + rest(packet.related(), "connections");
    }

    private static boolean isBad(@Nullable FacetValue it) {
        return it != null && (it.getState() == FacetState.DOWN || it.getState() == FacetState.DEGRADED);
    }

    private static List<String> relatedRow(Packet.Related it) {
        String shares = Stream.concat(
                        it.isMember() ? Stream.of("member") : Stream.empty(),
                        it.shared().stream().map(id -> "on " + Words.code(id)))
                .collect(Collectors.joining(", "));
        FacetValue end = it.atEnd();
        return List.of(
                Words.name(it.name().isEmpty() ? it.id() : it.name()) + " <small>" + Words.code(it.id()) + "</small>",
                shares,
                Words.chip(it.whenFired().getState()) + " <small><code>"
                        + it.whenFired().getReason() + "</code></small>",
                Words.timeElement(it.whenFired().getSince()),
                end == null ? "gone" : Words.chip(end.getState()));
    }

    String steps() {
        var rows = new ArrayList<List<String>>();
        for (Alert it : packet.steps().items()) {
            String inhibited = it.getInhibitedBy() == null
                    ? ""
                    : " <small>inhibited by " + Words.code(it.getInhibitedBy()) + "</small>";
            String diagnosis = it.getDiagnosis().isEmpty()
                    ? ""
                    : " <small>diagnosis " + Words.code(it.getDiagnosis()) + "</small>";
            rows.add(List.of(
                    Words.timeElement(it.getUpdatedAt()),
                    "<b>" + Words.lower(it.getStatus()) + "</b> <small>" + Words.lower(it.getSeverity()) + "</small>",
                    Words.code(it.getDecision()),
                    Words.name(it.getSummary()) + diagnosis + inhibited,
                    source(Source.of(it))));
        }
        return table("Steps", List.of("Time", "Step", "Decision", "What it says", "Source"), rows)
                + rest(packet.steps(), "steps");
    }

    String notices() {
        var rows = new ArrayList<List<String>>();
        for (NoticeRecord it : packet.notices().items()) {
            String attempts = it.attempts() > 1 ? " <small>" + it.attempts() + " attempts</small>" : "";
            rows.add(List.of(
                    Words.timeElement(it.at()),
                    "<b>" + Words.lower(it.outcome()) + "</b> <small>" + Words.lower(it.kind()) + "</small>",
                    Words.code(it.reason()),
                    Words.name(String.join(", ", it.destinations())) + attempts,
                    Words.name(it.detail()),
                    source(Source.of(it))));
        }
        return rows.isEmpty()
                ? none("No decision about a notice is known. Decisions of the last 30 days are read.")
                : table("Notices", List.of("Time", "Outcome", "Reason", "Destination", "In words", "Source"), rows)
                        + rest(packet.notices(), "notices");
    }

    String commands() {
        var rows = packet.covers().items().stream().map(PacketTables::command).toList();
        return rows.isEmpty()
                ? none("No acknowledgement, silence or maintenance covered it.")
                : table("Commands", List.of("Given", "Command", "By", "Reason", "Covered it", "Source"), rows)
                        + rest(packet.covers(), "commands");
    }

    private static List<String> command(CommandCover cover) {
        Command it = cover.command();
        String matchers =
                it.getMatchers().stream().map(MatcherText::of).map(Words::code).collect(Collectors.joining(" "));
        String spans = cover.spans().stream()
                .limit(Limits.SPANS_OF_A_COMMAND)
                .map(span -> Words.timeElement(span.from()) + " to " + Words.timeElement(span.to()))
                .collect(Collectors.joining("<br/>"));
        Command end = cover.endedBy();
        String ended = end == null
                ? ""
                : "<small>ended by " + Words.name(end.getBy()) + " at " + Words.timeElement(end.getAt()) + "</small>";
        String broken =
                cover.brokenAt() == null ? "" : "<small>broken at " + Words.timeElement(cover.brokenAt()) + "</small>";
        String later = PacketEntriesJson.isAfterwards(it) ? " <small>entered afterwards</small>" : "";
        String more = cover.spans().size() > Limits.SPANS_OF_A_COMMAND
                ? "<br/>and " + (cover.spans().size() - Limits.SPANS_OF_A_COMMAND) + " more"
                : "";
        return List.of(
                Words.timeElement(it.getAt()),
                "<b>" + Words.lower(it.getType()) + "</b>" + later + " <small>" + matchers + "</small>",
                Words.name(it.getBy()),
                Words.name(it.getReason()),
                Stream.of(spans + more, ended, broken)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" ")),
                source(Source.of(it)));
    }

    private static String source(Source it) {
        String order = it.order() == null
                ? ""
                : "order " + it.order().getEpoch() + "/" + it.order().getScan() + "/"
                        + it.order().getIndex();
        String trace = it.trace().isEmpty() ? "" : "trace " + Words.code(it.trace());
        String id = it.id().isEmpty() ? "" : "id " + Words.code(it.id());
        return Stream.of(it.topic(), id, order, trace)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", ", "<small class=\"source\">", "</small>"));
    }

    private static String none(String sentence) {
        return "<p class=\"quiet\">" + HtmlText.escaped(sentence) + "</p>";
    }

    private static String rest(Bounded<?> it, String what) {
        return it.leftOut() == 0 ? "" : "\n<p class=\"quiet\">" + it.leftOut() + " more " + what + " are left out.</p>";
    }

    private static String leftOut(Bounded<?> it) {
        return "<small>" + it.leftOut() + " more are left out</small>";
    }

    private static String table(String label, List<String> headings, List<List<String>> rows) {
        String head =
                headings.stream().map(it -> "<th scope=\"col\">" + it + "</th>").collect(Collectors.joining());
        String body = rows.stream()
                .map(row ->
                        row.stream().map(it -> "<td>" + it + "</td>").collect(Collectors.joining("", "<tr>", "</tr>")))
                .collect(Collectors.joining("\n"));
        return "<div class=\"wide\" role=\"region\" aria-label=\"" + label + "\" tabindex=\"0\">\n<table>\n<thead><tr>"
                + head + "</tr></thead>\n<tbody>\n" + body + "\n</tbody>\n</table>\n</div>";
    }
}
