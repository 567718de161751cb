package io.tunnelwatch.app.assembly;

import io.tunnelwatch.app.assembly.SettingsReference.Entry;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference of all settings as a page of the documentation: {@code docs/settings.md}. */
public final class SettingsPage {
    private static final String INTRODUCTION =
            """
            # Settings

            `tunnelwatch config --format markdown` writes this page. `tunnelwatch config` lists the settings in a
            terminal.

            ## How settings are given

            A setting is a name with a value. It can be given in three places, and each overrides those before it:

            1. `poll.interval=PT1M` in a properties file in UTF-8. `--config FILE` names the file.
            2. `TUNNELWATCH_POLL_INTERVAL=PT1M` in the environment.
            3. `--set poll.interval=PT1M` on the command line, as often as needed. Options with names of their own,
               such as `--http-port`, override `--set`.

            More rules:

            - One file can serve all programs: each uses the settings that it needs.
            - Names ignore case in the file and after `--set`.
            - A program refuses to start if it finds an unknown name, or a bad value of a setting that it uses. It
              names the setting.
            - Durations are in the format of ISO-8601: `PT30S` is 30 seconds, `PT5M` is 5 minutes, `PT1H30M` is 90
              minutes.
            - The values of a list are separated by commas.
            - `--set` refuses passwords, tokens and keys. Only the owner may read a file that contains any
              (`chmod 600`): see [runbook.md](runbook.md#secrets_open_to_others).
            - The programs apply some changes while they run: see [public-api.md](public-api.md#settings). All others
              need a restart.
            - With a simulated cloud, `tunnelwatch up` has other defaults and polls and alerts sooner: see
              `tunnelwatch up --help`.

            ## Settings that are passed on, and references
            """;

    private static final String REFERENCES =
            """

            ```properties
            config.providers=file,env
            config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
            config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
            postgres.password=${file:/run/secrets/tunnelwatch:postgres.password}
            ```

            The examples of secrets on this page need the three lines of `config.providers`, too.

            ## Index
            """;

    /** As many words as fit: lines of a document end before column 160. */
    private static final Pattern LINE = Pattern.compile("(\\S.{0,158})(?: |$)");

    /** A name or value in single quotes; an apostrophe follows a letter. */
    private static final Pattern QUOTED = Pattern.compile("(?<!\\w)'([^']+)'");

    private SettingsPage() {}

    public static void print(PrintWriter out) {
        Map<String, List<Entry>> parts = SettingsReference.entries().stream()
                .collect(Collectors.groupingBy(Entry::part, LinkedHashMap::new, Collectors.toList()));
        INTRODUCTION.lines().forEach(out::println);
        out.println();
        paragraph(SettingsReference.PASSED_ON).forEach(out::println);
        REFERENCES.lines().forEach(out::println);
        out.println();
        parts.forEach((part, entries) -> printIndex(part, entries, out));
        parts.forEach((part, entries) -> {
            out.println();
            out.println("## " + part);
            entries.forEach(it -> printSetting(it, out));
        });
    }

    private static void printIndex(String part, List<Entry> entries, PrintWriter out) {
        out.println("- [" + part + "](#" + anchor(part) + ")");
        entries.forEach(it -> out.println("  - [" + code(it.name()) + "](#" + anchor(it.name()) + ")"));
    }

    private static void printSetting(Entry it, PrintWriter out) {
        out.println();
        out.println("### " + code(it.name()));
        out.println();
        paragraph(it.what()).forEach(out::println);
        out.println();
        out.println("- Type: " + it.type() + (it.limits().isEmpty() ? "" : ", " + it.limits()));
        out.println("- Default: " + (it.standard().equals(SettingsReference.NONE) ? "none" : code(it.standard())));
        out.println("- Example: " + code(it.name() + "=" + it.example()));
        out.println("- Environment variable: " + code(it.environment()));
    }

    /** The anchor that GitHub makes of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replace(".", "").replace(' ', '-');
    }

    private static Stream<String> paragraph(String text) {
        return LINE.matcher(QUOTED.matcher(text).replaceAll("`$1`")).results().map(it -> it.group(1));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
