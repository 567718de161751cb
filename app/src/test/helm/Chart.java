import com.marcnuri.helm.Helm;
import java.nio.file.Path;

/** Runs the real Helm: {@code lint CHART VALUES}, {@code template CHART VALUES} or {@code package CHART DIRECTORY}. */
final class Chart {
    private Chart() {}

    public static void main(String[] args) {
        var chart = new Helm(Path.of(args[1]));
        var other = Path.of(args[2]);
        switch (args[0]) {
            case "lint" -> {
                var result = chart.lint().strict().call();
                result.getMessages().forEach(System.out::println);
                System.exit(result.isFailed() ? 1 : 0);
            }
            case "template" -> System.out.println(chart.template()
                    .withName("test")
                    .withNamespace("network")
                    .withKubeVersion("1.30.0")
                    .withValuesFile(other)
                    .call());
            case "package" -> chart.packageIt().withDestination(other).call();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}
