package io.tunnelwatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The test classes that carry a tag, read from their sources. A tag counts only on a test that can fail: the test itself, or a
 * method of its file that it calls, asserts something.
 *
 * @param methods names of the methods of each class that carries a tag
 */
record TaggedTests(Map<String, Set<String>> classesByTag, Set<String> empty, Map<String, Set<String>> methods) {
    private static final Pattern TAG =
            Pattern.compile("@(?:org\\.junit\\.jupiter\\.api\\.)?Tag\\(\"([FS]-\\d\\d)\"\\)");
    private static final Pattern DECLARATION =
            Pattern.compile("(?:class|record|interface|enum)\\s+(\\w+)|(\\w+)\\s*\\([^;{}]*\\)[^;{}]*\\{");
    private static final Pattern METHOD =
            Pattern.compile("(?:void|[\\w>\\]])\\s+(\\w+)\\s*\\([^;{}]*\\)(?:\\s*throws [\\w., ]+)?\\s*\\{");
    private static final Pattern CALL = Pattern.compile("(?:\\b|::)(\\w+)\\b");

    /** Assertions of the libraries, and of fixtures that assert: {@code TargetHarness.seesAll}, {@code HostileDay.recover}. */
    private static final Pattern ASSERTION =
            Pattern.compile("\\b(?:assert\\w*|fail|untilAsserted|until|judge|recover|seesAll)\\s*\\(");

    private static final Pattern SAID = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])'|//[^\\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);

    /** Starts without any. */
    static TaggedTests none() {
        return new TaggedTests(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    }

    static TaggedTests of(List<Path> roots) throws IOException {
        var tests = none();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(it -> it.toString().endsWith(".java")).toList()) {
                    tests.read(String.valueOf(file.getFileName()).replace(".java", ""), Files.readString(file));
                }
            }
        }
        return tests;
    }

    void read(String className, String source) {
        TAG.matcher(source).results().forEach(tag -> {
            String code = withoutWords(source);
            methods.computeIfAbsent(className, it -> bodies(code).keySet());
            if (canFail(code, tag.end())) {
                classesByTag
                        .computeIfAbsent(tag.group(1), it -> new TreeSet<>())
                        .add(className);
            } else {
                empty.add(tag.group(1) + " in " + className);
            }
        });
    }

    /** Blanks comments and texts, in which an assertion does not count. The length stays the same, and so do all positions. */
    private static String withoutWords(String source) {
        return SAID.matcher(source).replaceAll(it -> " ".repeat(it.group().length()));
    }

    private static boolean canFail(String code, int tag) {
        var declaration = DECLARATION.matcher(code);
        if (!declaration.find(tag)) {
            return false;
        }
        String body = block(code, code.indexOf('{', declaration.start()));
        return declaration.group(1) == null
                ? asserts(body, bodies(code))
                : ASSERTION.matcher(body).find();
    }

    private static boolean asserts(String body, Map<String, String> methods) {
        var seen = new HashSet<String>();
        var open = new ArrayDeque<>(List.of(body));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (ASSERTION.matcher(next).find()) {
                return true;
            }
            CALL.matcher(next)
                    .results()
                    .map(it -> it.group(1))
                    .filter(methods::containsKey)
                    .filter(seen::add)
                    .forEach(it -> open.push(methods.getOrDefault(it, "")));
        }
        return false;
    }

    private static Map<String, String> bodies(String code) {
        var bodies = new HashMap<String, String>();
        for (MatchResult it : METHOD.matcher(code).results().toList()) {
            bodies.merge(it.group(1), block(code, it.end() - 1), String::concat);
        }
        return bodies;
    }

    private static String block(String code, int open) {
        int depth = 0;
        for (int at = Math.max(open, 0); at < code.length(); at++) {
            depth += code.charAt(at) == '{' ? 1 : code.charAt(at) == '}' ? -1 : 0;
            if (depth == 0 && at > open) {
                return code.substring(open, at);
            }
        }
        return "";
    }
}
