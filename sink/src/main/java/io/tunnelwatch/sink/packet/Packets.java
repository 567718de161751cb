package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.v1.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Writes the packets of incidents. */
public final class Packets {
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9.-]+");
    private static final int LONGEST_NAME = 64;

    private final ReadModel model;
    private final BiFunction<Instant, Instant, List<Hole>> missing;
    private final Runbook runbook = Runbook.ofThisVersion();

    /** @param missing gives the ranges of records of a span of time that the model may lack */
    public Packets(ReadModel model, BiFunction<Instant, Instant, List<Hole>> missing) {
        this.model = model;
        this.missing = missing;
    }

    /** What a packet is written as. */
    public enum Format {
        HTML("text/html; charset=utf-8"),
        JSON("application/json");

        private final String type;

        Format(String type) {
            this.type = type;
        }
    }

    /**
     * A packet as a file.
     *
     * @param name under which a browser saves it, of letters that every system takes
     * @param type of the content
     * @param policy which the content needs, for the header Content-Security-Policy
     */
    public record PacketFile(String name, String type, String policy, String text) {
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Writes the packet of an incident; empty if nothing is known of it.
     *
     * @param firedAt when the alert fired; empty for its newest incident
     */
    public Optional<PacketFile> file(String fingerprint, Optional<Instant> firedAt, Format format) {
        return model.incident(fingerprint, firedAt).map(it -> file(it, format));
    }

    private PacketFile file(AlertIncident incident, Format format) {
        Packet packet = new Collector(model, runbook, incident, missing).packet();
        String text =
                switch (format) {
                    case HTML -> new PacketPage(packet).html();
                    case JSON -> new PacketJson(packet).text();
                };
        return new PacketFile(name(packet, format), format.type, Style.POLICY_OF_ANSWER, text);
    }

    private static String name(Packet packet, Format format) {
        Alert it = packet.alert();
        String entity = NOT_IN_A_NAME.matcher(it.getEntity()).replaceAll("-");
        String fired =
                packet.incident().firedAt().truncatedTo(ChronoUnit.SECONDS).toString();
        return "tunnelwatch-" + it.getRule() + "-" + entity.substring(0, Math.min(LONGEST_NAME, entity.length())) + "-"
                + fired.replaceAll("[-:]", "") + "." + format.name().toLowerCase(Locale.ROOT);
    }
}
