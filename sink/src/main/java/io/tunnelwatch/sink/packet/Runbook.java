package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.packet.RunbookSection.Block;
import io.tunnelwatch.sink.packet.RunbookSection.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The runbook of this version, by its sections. A packet quotes it, because a file without a network cannot link to it. */
final class Runbook {
    private static final Pattern HEADING = Pattern.compile("#+ (.+)");
    private static final Pattern ACTION = Pattern.compile("\\*\\*Do:\\*\\* (.*)");
    private static final Pattern CHECK = Pattern.compile("\\d+\\. (.*)");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern MARK = Pattern.compile("\\*\\*|`");

    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    Runbook(String markdown) {
        var lines = new ArrayList<String>();
        for (String line : markdown.lines().toList()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                lines = new ArrayList<>();
                sections.putIfAbsent(heading.group(1), lines);
            } else {
                lines.add(line);
            }
        }
    }

    static Runbook ofThisVersion() {
        try (var stream = Runbook.class.getResourceAsStream("/runbook.md")) {
            if (stream == null) {
                throw new IllegalStateException("The jar lacks the runbook");
            }
            return new Runbook(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The jar's runbook cannot be read", e);
        }
    }

    Optional<RunbookSection> section(String name) {
        return Optional.ofNullable(sections.get(name)).map(it -> section(name, it));
    }

    private static RunbookSection section(String name, List<String> lines) {
        var blocks = new ArrayList<Block>();
        boolean isNew = true;
        for (String line : lines) {
            if (!line.isBlank()) {
                Block begun = begun(line);
                if (isNew || begun.kind() != Kind.TEXT) {
                    blocks.add(begun);
                } else {
                    Block before = blocks.remove(blocks.size() - 1);
                    blocks.add(new Block(before.kind(), before.text() + " " + begun.text()));
                }
            }
            isNew = line.isBlank();
        }
        return new RunbookSection(name, blocks);
    }

    private static Block begun(String line) {
        var action = ACTION.matcher(line);
        var check = CHECK.matcher(line);
        if (action.matches()) {
            return new Block(Kind.ACTION, plain(action.group(1)));
        }
        return check.matches()
                ? new Block(Kind.CHECK, plain(check.group(1)))
                : new Block(Kind.TEXT, plain(line.strip()));
    }

    private static String plain(String markdown) {
        return MARK.matcher(LINK.matcher(markdown).replaceAll("$1")).replaceAll("");
    }
}
