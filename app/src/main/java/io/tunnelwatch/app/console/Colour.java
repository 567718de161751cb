package io.tunnelwatch.app.console;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Help.Ansi;

/** Colours of table rows, on a terminal only; the words say the same without them. */
public enum Colour {
    RED("31"),
    YELLOW("33"),
    MAGENTA("35"),
    PLAIN("");

    private static final List<String> STATES = List.of("DOWN", "DEGRADED", "UNKNOWN");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    public static UnaryOperator<String> ofState(String state) {
        return switch (state) {
            case "DOWN" -> RED::paint;
            case "DEGRADED" -> YELLOW::paint;
            case "UNKNOWN" -> MAGENTA::paint;
            default -> PLAIN::paint;
        };
    }

    public static UnaryOperator<String> ofAlert(String status, String severity) {
        if (status.equals("RESOLVED")) {
            return PLAIN::paint;
        }
        return severity.toLowerCase(Locale.ROOT).equals("critical") ? RED::paint : YELLOW::paint;
    }

    public static int urgency(String state) {
        int known = STATES.indexOf(state);
        return known < 0 ? STATES.size() : known;
    }

    public static int urgency(String status, String severity) {
        int resolved = status.equals("RESOLVED") ? 2 : 0;
        return resolved + (severity.toLowerCase(Locale.ROOT).equals("critical") ? 0 : 1);
    }

    private String paint(String line) {
        return code.isEmpty() || !Ansi.AUTO.enabled() ? line : "\u001b[" + code + "m" + line + "\u001b[0m";
    }
}
