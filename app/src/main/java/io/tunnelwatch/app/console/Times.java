package io.tunnelwatch.app.console;

import io.tunnelwatch.runtime.PrintableText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times for a person on a terminal, local and relative to now; RFC 3339 for everybody else. */
public final class Times {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT);

    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);

    /** Two full times, a name and an id fit into so many cells. */
    private static final int WIDE = 120;

    private final Terminal terminal;
    private final boolean isUtc;

    public Times(Terminal terminal, boolean isUtc) {
        this.terminal = terminal;
        this.isUtc = isUtc;
    }

    /** The time in this text; a text that is no time stays as it is. */
    public String shown(String text) {
        return parsed(text)
                .map(it -> absolute(it) + " (" + relative(it) + ")")
                .orElseGet(() -> PrintableText.value(text));
    }

    /** The same in a table, where a narrow terminal has room for the relative time only. */
    public String cell(String text) {
        return isWide() ? shown(text) : parsed(text).map(this::relative).orElseGet(() -> PrintableText.value(text));
    }

    /** A time in a line that stays on the terminal, where it would soon be wrong how long ago it was. */
    public String staying(Instant time) {
        if (!terminal.isInteractive()) {
            return time.toString();
        }
        return isWide() ? absolute(time) : SHORT.format(time.atZone(zone()));
    }

    /** Returns whether the terminal has room for full times beside a name and an id. */
    public boolean isWide() {
        return terminal.columns() >= WIDE;
    }

    /** The time, if a person is to read it. */
    private Optional<Instant> parsed(String text) {
        try {
            return terminal.isInteractive() ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String absolute(Instant time) {
        return (isUtc ? UTC : LOCAL).format(time.atZone(zone()));
    }

    private ZoneId zone() {
        return isUtc ? ZoneOffset.UTC : terminal.zone();
    }

    private String relative(Instant time) {
        long seconds = Duration.between(time, terminal.clock().instant()).toSeconds();
        return seconds < 0 ? "in " + Durations.roughly(-seconds) : Durations.roughly(seconds) + " ago";
    }
}
