package io.tunnelwatch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart over powers of ten, both axes logarithmic, as an SVG that is readable on light and dark. */
final class GrowthPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int MARGIN = 70;
    private static final int LEGEND = 190;
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73");
    private static final List<String> DASHES = List.of("none", "8 4", "2 4");

    private final String title;
    private final List<Curve> lines = new ArrayList<>();

    private record Curve(String name, List<Double> values) {}

    GrowthPlot(String title) {
        this.title = title;
    }

    void line(String name, List<Double> values) {
        lines.add(new Curve(name, values));
    }

    String over(List<Integer> numbers) {
        int low = (int) Math.floor(Math.log10(all().min().orElse(1)));
        int high = (int) Math.ceil(Math.log10(all().max().orElse(10)));
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#777\">%n<title>%s</title>%n<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>%n",
                WIDTH,
                HEIGHT,
                title,
                MARGIN,
                title));
        for (int power = low; power <= high; power++) {
            double y = y(power, low, high);
            svg.append(rule(MARGIN, y, WIDTH - LEGEND, y))
                    .append(text(MARGIN - 8, y + 4, "end", number(Math.pow(10, power))));
        }
        for (int i = 0; i < numbers.size(); i++) {
            double x = x(i, numbers.size());
            svg.append(rule(x, MARGIN - 20, x, HEIGHT - 40))
                    .append(text(x, HEIGHT - 20, "middle", number(numbers.get(i))));
        }
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, i, low, high);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, int index, int low, int high) {
        Curve line = lines.get(index);
        var points = new StringBuilder();
        var labels = new StringBuilder();
        int count = line.values().size();
        for (int i = 0; i < count; i++) {
            double y = y(Math.log10(line.values().get(i)), low, high);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i, count), y));
            labels.append(
                    text(x(i, count), y - 8, "middle", number(line.values().get(i))));
        }
        double last = y(Math.log10(line.values().get(count - 1)), low, high);
        svg.append(String.format(
                Locale.ROOT,
                "<g fill=\"%s\"><polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
                COLOURS.get(index),
                points.toString().strip(),
                COLOURS.get(index),
                DASHES.get(index)));
        svg.append(labels)
                .append(text(WIDTH - LEGEND + 12.0, last + 4, "start", line.name()))
                .append("</g>\n");
    }

    private java.util.stream.DoubleStream all() {
        return lines.stream().flatMap(it -> it.values().stream()).mapToDouble(it -> it);
    }

    private static double x(int index, int count) {
        return MARGIN + 30 + index * (WIDTH - LEGEND - MARGIN - 60.0) / Math.max(1, count - 1);
    }

    private static double y(double power, int low, int high) {
        return HEIGHT - 40 - (power - low) * (HEIGHT - 40.0 - MARGIN + 20) / (high - low);
    }

    private static String rule(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#777\" stroke-opacity=\"0.25\"/>%n",
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private static String number(double value) {
        if (value >= 10) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return value >= 1 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%.2g", value);
    }
}
