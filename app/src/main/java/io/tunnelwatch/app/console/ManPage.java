package io.tunnelwatch.app.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual page of a command, from the same descriptions as its {@code --help}. picocli's generator writes AsciiDoc, for which
 * a build would need Ruby; this one writes what {@code man} reads.
 */
public final class ManPage {
    private static final String EXAMPLES = "Examples:";

    /** The column of picocli's rows that holds the description. */
    private static final int DESCRIPTION = 4;

    private static final int LABEL = 3;

    private final CommandLine command;
    private final Help help;
    private final List<String> lines = new ArrayList<>();

    private ManPage(CommandLine command) {
        this.command = command;
        this.help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
    }

    /** The text of the page, for section 1 of the manual. */
    public static String of(CommandLine command, String version) {
        return new ManPage(command).text(version);
    }

    /** The name of the page, such as {@code tunnelwatch-targets-retire}. */
    public static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private String text(String version) {
        String name = name(command);
        var usage = command.getCommandSpec().usageMessage();
        String description = String.join(" ", usage.description());
        lines.add(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("tunnelwatch " + version)
                + " Tunnelwatch");
        lines.add(".SH NAME");
        lines.add(escaped(name) + " \\- " + escaped(description.replaceFirst("(?s)[.:] .*|\\.$", "")));
        lines.add(".SH SYNOPSIS");
        lines.add(escaped(help.synopsis(0).replaceAll("\\s+", " ").strip()));
        lines.add(".SH DESCRIPTION");
        lines.add(escaped(description));
        footer(Arrays.asList(usage.footer()));
        arguments();
        commands();
        seeAlso();
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    /** Paragraphs, whose further lines are indented, up to the examples, which keep their lines. */
    private void footer(List<String> footer) {
        boolean isExample = false;
        for (String line : footer) {
            if (line.equals(EXAMPLES)) {
                lines.addAll(List.of(".SH EXAMPLES", ".nf"));
                isExample = true;
            } else if (!isExample && line.startsWith(" ")) {
                lines.add(escaped(line.strip()));
            } else if (!line.isBlank()) {
                lines.addAll(isExample ? List.of(escaped(line)) : List.of(".PP", escaped(line.strip())));
            }
        }
        if (isExample) {
            lines.add(".fi");
        }
    }

    private void arguments() {
        var rendering = help.createDefaultParameterRenderer();
        var parameters = command.getCommandSpec().positionalParameters().stream()
                .filter(it -> !it.hidden())
                .toList();
        section("ARGUMENTS", parameters.isEmpty());
        parameters.forEach(it -> entry(rendering.render(it, help.parameterLabelRenderer(), help.colorScheme())));
        var options = command.getCommandSpec().options().stream()
                .filter(it -> !it.hidden())
                .sorted((one, other) -> longName(one).compareTo(longName(other)))
                .toList();
        section("OPTIONS", options.isEmpty());
        options.forEach(it -> {
            lines.add(".TP");
            lines.add(names(it));
            lines.add(escaped(described(
                    help.createDefaultOptionRenderer().render(it, help.parameterLabelRenderer(), help.colorScheme()))));
        });
    }

    private static String longName(OptionSpec it) {
        return it.longestName().replaceFirst("^-+", "");
    }

    private String names(OptionSpec it) {
        String names = Arrays.stream(it.names())
                .map(name -> it.negatable() ? name.replaceFirst("^--", "--[no-]") : name)
                .map(name -> "\\fB" + escaped(name) + "\\fP")
                .collect(Collectors.joining(", "));
        String label = help.parameterLabelRenderer()
                .renderParameterLabel(it, Ansi.OFF, List.of())
                .toString();
        return it.arity().max() == 0 ? names : names + "\\fI" + escaped(label) + "\\fP";
    }

    private void entry(Text[][] rows) {
        lines.add(".TP");
        lines.add("\\fI" + escaped(rows[0][LABEL].toString().strip()) + "\\fP");
        lines.add(escaped(described(rows)));
    }

    private static String described(Text[][] rows) {
        return Arrays.stream(rows)
                .map(it -> it[DESCRIPTION].toString().strip())
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private void commands() {
        section("COMMANDS", command.getSubcommands().isEmpty());
        command.getSubcommands().forEach((name, it) -> {
            lines.add(".TP");
            lines.add("\\fB" + escaped(name) + "\\fP");
            lines.add(
                    escaped(String.join(" ", it.getCommandSpec().usageMessage().description())));
        });
    }

    private void seeAlso() {
        CommandSpec parent = command.getCommandSpec().parent();
        var pages = new ArrayList<String>();
        if (parent != null) {
            pages.add(name(parent.commandLine()));
        }
        command.getSubcommands().values().forEach(it -> pages.add(name(it)));
        section("SEE ALSO", pages.isEmpty());
        if (!pages.isEmpty()) {
            lines.add(pages.stream().map(it -> "\\fB" + escaped(it) + "\\fP(1)").collect(Collectors.joining(", ")));
        }
    }

    private void section(String title, boolean isEmpty) {
        if (!isEmpty) {
            lines.add(".SH " + quoted(title));
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    /** A line that begins with a dot or an apostrophe would be a request. */
    private static String escaped(String text) {
        String escaped =
                text.replace("\\", "\\e").replace("-", "\\-").replace("\r", "").replace("\n", " ");
        return escaped.matches("(?s)[.'].*") ? "\\&" + escaped : escaped;
    }
}
