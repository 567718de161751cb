package io.tunnelwatch.sink.api;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.Past;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.packet.Packets;
import io.tunnelwatch.sink.packet.Packets.Format;
import io.tunnelwatch.sink.packet.Packets.PacketFile;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** Answers with the packet of an incident, as a file. */
final class PacketReplies {
    static final String FORMAT = "format";
    static final String FIRED_AT = "firedAt";

    private static final Pattern PATH = Pattern.compile("/api/v1/alerts/([^/]+)/packet");

    /** Media types, by what they ask for; a browser asks for the first. */
    private static final List<String> PAGES = List.of("text/html", "application/xhtml+xml", "text/*", "*/*");

    private final Packets packets;

    PacketReplies(ReadModel model, JsonViews json) {
        this.packets = new Packets(model, json::missing);
    }

    static boolean answers(String path) {
        return PATH.matcher(path).matches();
    }

    /** @param accept the media types that the client takes, as in its header; empty for any */
    Reply reply(String path, QueryParameters parameters, String accept) {
        Matcher address = PATH.matcher(path);
        if (!address.matches()) {
            throw new IllegalArgumentException("No address of a packet: " + path);
        }
        Optional<Instant> firedAt = parameters.time(FIRED_AT);
        String format = parameters.oneOf(FORMAT, accepted(accept), List.of("html", "json"));
        return packets.file(address.group(1), firedAt, Format.valueOf(format.toUpperCase(Locale.ROOT)))
                .map(PacketReplies::reply)
                .orElseGet(() -> unknown(firedAt));
    }

    private static String accepted(String accept) {
        var types = new QuotedQualityCSV();
        types.addValue(accept);
        for (String it : types.getValues()) {
            String type = it.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
            if (PAGES.contains(type)) {
                return "html";
            }
            if (type.equals("application/json") || type.equals("application/*")) {
                return "json";
            }
        }
        return "html";
    }

    private static Reply reply(PacketFile it) {
        return new Reply(
                200,
                it.type(),
                "no-store",
                List.of(it.bytes()),
                List.of(
                        new HttpField("Content-Security-Policy", it.policy()),
                        new HttpField(HttpHeader.CONTENT_DISPOSITION, "inline; filename=\"" + it.name() + "\"")));
    }

    /** Says how long alerts are kept, because the link may come from an old report. */
    private static Reply unknown(Optional<Instant> firedAt) {
        String what = firedAt.map(it -> "No incident of such an alert that fired at " + it + " is known.")
                .orElse("No such alert is known.");
        return Reply.problem(
                404,
                "Not found",
                what + " The newest step of each alert is kept for "
                        + Topics.ALERTS.retention().orElseThrow().toDays() + " days, and its earlier steps for "
                        + Past.KEPT.toDays()
                        + " days at most. GET /api/v1/alerts?status=all&from=TIME lists what is known.");
    }
}
