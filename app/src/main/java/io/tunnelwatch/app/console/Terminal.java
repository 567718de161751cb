package io.tunnelwatch.app.console;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The place to which a command prints.
 *
 * @param isInteractive whether a person reads it on a terminal, and not a program in a pipe
 * @param columns width in cells; 0 if there is no limit
 * @param zone the reader's zone
 * @param clock tells how long ago something was
 * @param isUnicode whether it shows the blocks of a picture, and not only letters
 */
public record Terminal(boolean isInteractive, int columns, ZoneId zone, Clock clock, boolean isUnicode) {
    /** The variables that may name the character set, the first that is set decides. */
    private static final List<String> LOCALE = List.of("LC_ALL", "LC_CTYPE", "LANG");

    /** A terminal with Unicode. */
    public Terminal(boolean isInteractive, int columns, ZoneId zone, Clock clock) {
        this(isInteractive, columns, zone, clock, true);
    }

    /** A pipe or a file. */
    public static Terminal none() {
        return new Terminal(false, 0, ZoneOffset.UTC, Clock.systemUTC());
    }

    /** The terminal of this process, if both its input and its output are one. */
    public static Terminal ofThisProcess(Map<String, String> environment) {
        boolean isInteractive =
                Optional.ofNullable(System.console()).map(Terminal::isTerminal).orElse(false);
        return isInteractive
                ? new Terminal(
                        true, columns(environment), ZoneId.systemDefault(), Clock.systemUTC(), isUnicode(environment))
                : none();
    }

    /** Newer JDKs have a console without a terminal, and a method that tells. */
    private static boolean isTerminal(Object console) {
        try {
            return (Boolean) console.getClass().getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static int columns(Map<String, String> environment) {
        String given = environment.getOrDefault("COLUMNS", "");
        return given.matches("[1-9]\\d{1,3}")
                ? Integer.parseInt(given)
                : new UsageMessageSpec().autoWidth(true).width();
    }

    /** Without a locale a terminal is taken for one that shows ASCII only, as other programs do. */
    static boolean isUnicode(Map<String, String> environment) {
        String locale = LOCALE.stream()
                .map(it -> environment.getOrDefault(it, ""))
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse("");
        boolean isDumb = environment.getOrDefault("TERM", "").equals("dumb");
        return !isDumb && locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
    }
}
