package io.tunnelwatch.app.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script of completions for the shell fish, which picocli does not write. */
public final class FishCompletion {
    private FishCompletion() {}

    public static String of(CommandLine root) {
        var lines = new ArrayList<String>();
        String name = root.getCommandName();
        lines.add("complete -c " + name + " -f");
        options(lines, name, "__fish_use_subcommand", root.getCommandSpec());
        commands(lines, name, "__fish_use_subcommand", root);
        root.getSubcommands().forEach((command, line) -> {
            String within = "__fish_seen_subcommand_from " + command;
            options(lines, name, within, line.getCommandSpec());
            commands(lines, name, within, line);
        });
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static void commands(List<String> lines, String name, String condition, CommandLine parent) {
        parent.getSubcommands()
                .forEach((command, line) -> lines.add(start(name, condition) + " -a " + command
                        + described(line.getCommandSpec().usageMessage().description())));
    }

    private static void options(List<String> lines, String name, String condition, CommandSpec spec) {
        spec.options().stream()
                .filter(it -> !it.hidden())
                .forEach(it ->
                        lines.add(start(name, condition) + names(it) + argument(it) + described(it.description())));
    }

    private static String start(String name, String condition) {
        return "complete -c " + name + " -n " + quoted(condition);
    }

    private static String names(OptionSpec option) {
        var names = new StringBuilder();
        for (String it : option.names()) {
            names.append(it.startsWith("--") ? " -l " + it.substring(2) : " -s " + it.substring(1));
        }
        return names.toString();
    }

    /** An option with a value: the values that it may have, or else a file. */
    private static String argument(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        Iterable<String> values = option.completionCandidates();
        return values == null
                ? " -r -F"
                : " -x -a "
                        + quoted(StreamSupport.stream(values.spliterator(), false)
                                .map(it -> it.toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" ")));
    }

    /** The first sentence of a description. */
    private static String described(String[] description) {
        if (description.length == 0) {
            return "";
        }
        String first = description[0].replaceFirst("(?s)[.:;] .*|%n.*|\\.$", "");
        return " -d " + quoted(first.contains("${") ? "Format" : first);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
