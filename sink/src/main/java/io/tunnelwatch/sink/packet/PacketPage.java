package io.tunnelwatch.sink.packet;

import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.packet.RunbookSection.Block;
import io.tunnelwatch.sink.packet.RunbookSection.Kind;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A packet as a page of one file, without a script and without a network, for a screen by day and by night, and for paper. It is
 * well-formed XML, too.
 */
final class PacketPage {
    private final Packet packet;
    private final AlertIncident incident;
    private final Alert alert;

    PacketPage(Packet packet) {
        this.packet = packet;
        this.incident = packet.incident();
        this.alert = packet.alert();
    }

    String html() {
        String title = alert.getRule() + " " + Words.subject(alert);
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta http-equiv="Content-Security-Policy" content="%s"/>
                <meta name="referrer" content="no-referrer"/>
                <title>%s, %s UTC</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                %s
                </main>
                </body>
                </html>
                """
                .formatted(
                        Style.POLICY,
                        HtmlText.escaped(title),
                        Words.time(incident.firedAt()),
                        Style.SHEET,
                        String.join("\n", sections()));
    }

    private List<String> sections() {
        var tables = new PacketTables(packet);
        var all = new ArrayList<String>();
        all.add(head());
        all.add(moments());
        all.add(section("What it is about", facts()));
        all.add(section("What was seen", picture() + tables.timeline()));
        all.add(section("What changed", tables.changes()));
        if (!packet.related().isEmpty()) {
            all.add(section("Members, and connections on the same gateway", tables.related()));
        }
        all.add(section("What to do", advice()));
        all.add(section("Steps of the alert", tables.steps()));
        all.add(section("Who was told", tables.notices()));
        all.add(section("What people said", tables.commands()));
        all.add(footer());
        return all;
    }

    private String head() {
        var marks = new ArrayList<String>();
        marks.add("<span class=\"severity\">" + Words.lower(alert.getSeverity()) + "</span>");
        marks.add("<span class=\"" + (incident.isOver() ? "over" : "active") + "\">"
                + HtmlText.escaped(Words.standing(incident)) + "</span>");
        if (alert.getInitial()) {
            marks.add("<span>Bad at the first scan</span>");
        }
        if (alert.getInhibitedBy() != null) {
            marks.add("<span>Inhibited by another alert</span>");
        }
        String last = incident.isOver() || incident.steps().size() > 1 ? paragraph(alert.getSummary()) : "";
        return "<header class=\"" + alert.getSeverity() + "\">\n<p class=\"kicker\">Tunnelwatch · incident</p>\n<h1>"
                + alert.getRule() + " " + Words.name(Words.subject(alert)) + "</h1>\n<p class=\"marks\">"
                + String.join(" ", marks) + "</p>\n"
                + paragraph(incident.first().getSummary()) + last
                + missing() + "</header>";
    }

    /** Says which records the server could not read: whoever reads the file must not take a hole for calm. */
    private String missing() {
        return packet.missing().stream()
                .map(it -> "<p class=\"missing\">Records may be missing from this packet: "
                        + HtmlText.escaped(it.topic().isEmpty() ? "all topics" : it.topic()) + ", "
                        + Words.lower(it.cause()) + ".</p>\n")
                .collect(Collectors.joining());
    }

    private static String paragraph(String text) {
        return text.isEmpty() ? "" : "<p class=\"summary\">" + Words.name(text) + "</p>\n";
    }

    private String moments() {
        boolean isInitial = incident.notBefore().equals(incident.since());
        String held = Words.length(Duration.between(incident.since(), incident.firedAt()));
        return "<dl class=\"moments\">\n"
                + moment("Last seen well", isInitial ? "never" : Words.timeElement(incident.notBefore()), "")
                + moment("First seen bad", Words.timeElement(incident.since()), "")
                + moment("Fired", Words.timeElement(incident.firedAt()), "held for " + held)
                + (incident.isOver()
                        ? moment(
                                "Resolved",
                                Words.timeElement(incident.until()),
                                "active for " + Words.length(Duration.between(incident.firedAt(), incident.until())))
                        : moment("Resolved", "not yet", "known until " + Words.time(incident.until())))
                + "</dl>\n<p class=\"quiet\">All times are in UTC.</p>";
    }

    private static String moment(String name, String time, String note) {
        return "<div><dt>" + name + "</dt><dd>" + time + (note.isEmpty() ? "" : " <small>" + note + "</small>")
                + "</dd></div>\n";
    }

    private String facts() {
        ConnectionContext context =
                alert.getContext() == null ? ConnectionContext.newBuilder().build() : alert.getContext();
        var facts = new ArrayList<String>();
        facts.add(fact("Alert", Words.code(alert.getFingerprint())));
        facts.add(fact("Account", Words.name(alert.getAccount())));
        facts.add(fact("Region", Words.name(alert.getRegion())));
        addId(facts, "Connection", alert.getConnectionId() == null ? "" : alert.getConnectionId());
        addId(facts, "Tunnel", alert.getTunnelId() == null ? "" : alert.getTunnelId());
        if (alert.getConnectionId() == null) {
            addId(facts, "Subject", alert.getEntity());
        }
        addId(facts, "VPN gateway", context.getVpnGatewayId());
        addId(facts, "Transit router", context.getTransitRouterId());
        addId(facts, "Customer gateway", String.join(", ", context.getCustomerGatewayIds()));
        addText(facts, "Local networks", String.join(", ", context.getLocalSubnets()));
        addText(facts, "Remote networks", String.join(", ", context.getRemoteSubnets()));
        addText(
                facts,
                "Tags",
                context.getTags().stream()
                        .map(it -> it.getKey() + ": " + it.getValue())
                        .collect(Collectors.joining(", ")));
        if (!incident.members().isEmpty()) {
            facts.add(fact("Members", Integer.toString(incident.members().size())));
        }
        return "<dl class=\"facts\">\n" + String.join("\n", facts) + "\n</dl>";
    }

    private static void addId(List<String> facts, String name, String id) {
        if (!id.isEmpty()) {
            facts.add(fact(name, Words.code(id)));
        }
    }

    private static void addText(List<String> facts, String name, String text) {
        if (!text.isEmpty()) {
            facts.add(fact(name, Words.name(text)));
        }
    }

    private static String fact(String name, String value) {
        return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
    }

    private String picture() {
        return "<div class=\"picture wide\" role=\"region\" aria-label=\"Picture of the timeline\" tabindex=\"0\">\n"
                + new Picture(packet).svg() + "\n</div>\n" + legend();
    }

    private static String legend() {
        return """
                <p class="legend"><span><i class="swatch UP"></i>up</span> <span><i class="swatch DEGRADED"></i>degraded</span>
                <span><i class="swatch DOWN"></i>down</span> <span><i class="swatch UNKNOWN"></i>unknown</span>
                <span><i class="swatch shade"></i>the incident</span></p>
                """;
    }

    private String advice() {
        var parts = new ArrayList<String>();
        if (!packet.advice().isEmpty()) {
            parts.add("<p class=\"advice\">" + Words.name(packet.advice()) + "</p>");
        }
        packet.diagnosis()
                .ifPresent(it -> parts.add("<h3>Diagnosis of the cloud</h3>\n<p>" + Words.code(it.code()) + ", at "
                        + Words.timeElement(it.at()) + ". " + HtmlText.escaped(it.meaning()) + "</p>"));
        packet.runbook().forEach(it -> parts.add(runbook(it)));
        return parts.isEmpty() ? "<p class=\"quiet\">The runbook has no section for it.</p>" : String.join("\n", parts);
    }

    private static String runbook(RunbookSection section) {
        var html = new StringBuilder("<h3>Runbook: " + HtmlText.escaped(section.name()) + "</h3>\n");
        boolean isInList = false;
        for (Block it : section.blocks()) {
            boolean isCheck = it.kind() == Kind.CHECK;
            if (isCheck != isInList) {
                html.append(isCheck ? "<ol>\n" : "</ol>\n");
                isInList = isCheck;
            }
            String text = HtmlText.escaped(it.text());
            html.append(
                    switch (it.kind()) {
                        case ACTION -> "<p class=\"first\"><b>First:</b> " + text + "</p>\n";
                        case TEXT -> "<p>" + text + "</p>\n";
                        case CHECK -> "<li>" + text + "</li>\n";
                    });
        }
        return html.append(isInList ? "</ol>" : "").toString();
    }

    private static String section(String title, String content) {
        return "<section>\n<h2>" + title + "</h2>\n" + content + "\n</section>";
    }

    private String footer() {
        String steps = incident.isWhole() ? "" : " The first steps of this incident are no longer kept.";
        return """
                <footer>
                <p>This file was made from the records in Kafka and from nothing else. No clock has a part in it: the same records, read by the same
                version, give the same bytes. It tells what was known until %s UTC.%s</p>
                <p>An order is epoch, scan and index of the observation that caused a step. Its trace is in the logs of the programs and in the header
                of the record, traceparent. Request ids of the cloud are in the observations only (vpn.observations.v1), under the same order.
                Keys and secrets appear as fingerprints.</p>
                </footer>"""
                .formatted(Words.time(packet.to()), steps);
    }
}
