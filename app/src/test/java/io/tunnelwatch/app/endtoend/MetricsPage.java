package io.tunnelwatch.app.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of {@code docs/metrics.md}, made from a scrape in Prometheus' text format. */
final class MetricsPage {
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    /** Heads of the tables by the beginning of the names in them, the longest beginning first. */
    private static final Map<String, String> TABLES = tables();

    private final Map<String, String> helps = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();

    private static Map<String, String> tables() {
        var tables = new LinkedHashMap<String, String>();
        tables.put("tunnelwatch_ingest_", "Ingest");
        tables.put("tunnelwatch_processor_|observations|verdicts|transitions|alert_steps", "Processor");
        tables.put("tunnelwatch_notices|notify_", "Notifier");
        tables.put("tunnelwatch_kafka_", "Kafka, of every application");
        tables.put("tunnelwatch_history_|sink_|page_", "Sink");
        tables.put("tunnelwatch_", "The network, of every sink");
        return tables;
    }

    MetricsPage(String scrape) {
        scrape.lines().forEach(line -> {
            HELP.matcher(line).results().forEach(it -> helps.put(it.group(1), it.group(2)));
            TYPE.matcher(line).results().forEach(it -> types.put(it.group(1), it.group(2)));
            var sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                var names = labels.computeIfAbsent(sample.group(1), any -> new TreeSet<>());
                String given = sample.group(2) == null ? "" : sample.group(2);
                LABEL.matcher(given).results().forEach(it -> names.add(it.group(1)));
            }
        });
    }

    /** Names of all metrics with samples. */
    Set<String> names() {
        return labels.keySet();
    }

    String tables(Set<String> without) {
        var rows = new TreeMap<String, List<String>>();
        types.forEach((name, type) -> {
            if (name.startsWith("tunnelwatch_") && !without.contains(name)) {
                rows.computeIfAbsent(table(name), any -> new ArrayList<>()).add(row(name, type));
            }
        });
        return TABLES.values().stream()
                .filter(rows::containsKey)
                .map(it -> "## " + it + "\n\n| name | type | labels | meaning |\n|---|---|---|---|\n"
                        + String.join("", rows.getOrDefault(it, List.of())))
                .collect(Collectors.joining("\n"));
    }

    private static String table(String name) {
        return TABLES.entrySet().stream()
                .filter(it -> Pattern.compile("tunnelwatch_(" + it.getKey().substring("tunnelwatch_".length()) + ")")
                        .matcher(name)
                        .lookingAt())
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private String row(String name, String type) {
        String names = labels.getOrDefault(name, Set.of()).stream()
                .map(it -> "`" + it + "`")
                .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |%n".formatted(name, type, names, helps.getOrDefault(name, ""));
    }
}
