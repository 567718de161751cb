package io.tunnelwatch.notify.routing;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One condition of a route, written as Alertmanager writes its matchers: {@code severity="critical"}, {@code tag.env=~"prod|dr"}.
 * Besides the labels of an alert it knows {@code rule}, {@code connection}, {@code tag.NAME}, and {@code gateway}, which is any
 * of the gateways at both ends.
 */
final class RouteMatcher {
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_.-]*)\\s*(=~|!~|!=|=)\\s*(?:\"([^\"]*)\"|([^\"\\s]*))\\s*");

    private static final String GATEWAY = "gateway";
    private static final List<String> GATEWAYS = List.of("vpn_gateway_id", "customer_gateway_id");

    private final String text;
    private final String label;
    private final boolean isEqual;
    private final LabelMatcher matcher;

    private RouteMatcher(String text, String label, boolean isEqual, LabelMatcher matcher) {
        this.text = text;
        this.label = label;
        this.isEqual = isEqual;
        this.matcher = matcher;
    }

    static RouteMatcher parse(String text) {
        Matcher it = SYNTAX.matcher(text);
        if (!it.matches()) {
            throw new OperatorException(
                    "'" + text + "' is no matcher; write it like severity=\"critical\", with =, !=, =~ or !~");
        }
        String value = it.group(3) == null ? it.group(4) : it.group(3);
        boolean isEqual = !it.group(2).startsWith("!");
        String label = label(it.group(1));
        var test = new io.tunnelwatch.v1.LabelMatcher(label, value, it.group(2).endsWith("~"), true);
        return new RouteMatcher(text.strip(), label, isEqual, LabelMatcher.of(test));
    }

    private static String label(String name) {
        return switch (name) {
            case "rule" -> AlertLabels.ALERTNAME;
            case "connection" -> "vpn_connection_id";
            default -> name.startsWith("tag.") ? AlertLabels.tag(name.substring("tag.".length())) : name;
        };
    }

    boolean matches(Map<String, String> labels) {
        boolean found = label.equals(GATEWAY)
                ? gateways(labels).anyMatch(it -> matcher.matches(Map.of(GATEWAY, it)))
                : matcher.matches(labels);
        return found == isEqual;
    }

    private static Stream<String> gateways(Map<String, String> labels) {
        return GATEWAYS.stream()
                .flatMap(it -> Arrays.stream(labels.getOrDefault(it, "").split(",", -1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
