package io.tunnelwatch.app.replay;

import io.tunnelwatch.runtime.HtmlText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The comparison of two sets of rules as a page of one file, without a script and without a network. */
public final class ComparisonPage {
    private static final String STYLE =
            """
            body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#1a2330;background:#fff}
            table{border-collapse:collapse}th,td{text-align:left;padding:.35rem .9rem .35rem 0;border-bottom:1px solid #dfe4ea}
            td{font-variant-numeric:tabular-nums}
            svg{max-width:100%;height:auto;font:11px system-ui,sans-serif}
            svg text{fill:#1a2330}.line{stroke:#dfe4ea}.outage{fill:#9aa7b6}.set{fill:#1f5fbf}.tried{fill:#b3500f}
            @media (prefers-color-scheme:dark){body{color:#e4e9f0;background:#12171e}svg text{fill:#e4e9f0}
            th,td{border-color:#2e3845}.line{stroke:#2e3845}.outage{fill:#5d6a7a}.set{fill:#7fb0ff}.tried{fill:#ff9d5c}}
            """;

    private final RuleComparison comparison;
    private final Instant from;
    private final String rules;

    /**
     * @param from beginning of the time that was compared
     * @param rules name of the rules that were tried
     */
    public ComparisonPage(RuleComparison comparison, Instant from, String rules) {
        this.comparison = comparison;
        this.from = from;
        this.rules = rules;
    }

    /** The page. It is well-formed XML, too. */
    public String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
                <title>Rules compared</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>Rules compared</h1>
                <p>From %s to %s. “As set” are the rules in force, “tried” are those of %s.</p>
                <h2>Notices by rule</h2>
                %s
                <h2>Outages and the moments of their notices</h2>
                %s
                <h2>Outages that would have been told otherwise</h2>
                %s
                </body>
                </html>
                """
                .formatted(
                        STYLE,
                        time(from),
                        time(comparison.end()),
                        HtmlText.escaped(rules),
                        counts(),
                        new ComparisonPicture(comparison.outages(), from, comparison.end()).svg(),
                        outages());
    }

    private String counts() {
        return table(
                List.of(
                        "Rule",
                        "Notices as set",
                        "tried",
                        "Outages told as set",
                        "tried",
                        "Later",
                        "Earlier",
                        "Not told",
                        "New"),
                comparison.counts().stream()
                        .map(it -> Stream.of(
                                        it.rule(),
                                        it.notices(),
                                        it.noticesTried(),
                                        it.outages(),
                                        it.outagesTried(),
                                        it.later(),
                                        it.earlier(),
                                        it.notTold(),
                                        it.newlyTold())
                                .map(String::valueOf)
                                .toList())
                        .toList());
    }

    private String outages() {
        var different = comparison.different();
        return different.isEmpty()
                ? "<p>None: every outage would have been told at the same time.</p>"
                : table(
                        List.of("Since", "Lasted", "Rule", "Entity", "Name", "As set", "Tried", "Difference"),
                        different.stream().map(ComparisonPage::cells).toList());
    }

    private static List<String> cells(ToldOutage it) {
        return List.of(
                time(it.since()),
                OutageWords.lasted(it),
                it.alert().getRule().name(),
                it.alert().getEntity(),
                it.name(),
                OutageWords.told(it, it.asSet()),
                OutageWords.told(it, it.tried()),
                difference(it));
    }

    private static String difference(ToldOutage it) {
        Duration later = it.later();
        return switch (it.difference()) {
            case NOT_TOLD -> "not told";
            case NEWLY_TOLD -> "new";
            case SAME -> "same";
            case LATER, EARLIER -> later == null ? "" : OutageWords.shifted(later);
        };
    }

    private static String time(Instant it) {
        return it.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String table(List<String> headings, List<List<String>> rows) {
        return rows.stream()
                .map(it -> HtmlText.row("td", it))
                .collect(Collectors.joining(
                        "\n",
                        "<table>\n<thead>" + HtmlText.row("th", headings) + "</thead>\n<tbody>\n",
                        "\n</tbody>\n</table>"));
    }
}
