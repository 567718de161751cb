import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Prints the licences of every library that ships, by the list of parts: {@code Licences.java PARTS LIBRARIES}. */
final class Licences {
    public static void main(String[] arguments) throws IOException {
        var licences = new TreeMap<String, String>();
        new ObjectMapper()
                .readTree(Path.of(arguments[0]).toFile())
                .path("components")
                .forEach(it -> licences.put(
                        it.path("name").asText() + "-" + it.path("version").asText() + ".jar", licences(it)));
        System.out.println("library,licences");
        try (var files = Files.list(Path.of(arguments[1]))) {
            files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".jar") && !it.startsWith("tunnelwatch-"))
                    .sorted()
                    .forEach(it -> System.out.println(it + "," + licences.getOrDefault(it, "")));
        }
    }

    /** Several are a choice of the user's. */
    private static String licences(JsonNode component) {
        var names = new StringJoiner(" or ");
        component.path("licenses").forEach(it -> {
            JsonNode licence = it.path("license");
            names.add(it.path("expression")
                    .asText(licence.path("id").asText(licence.path("name").asText())));
        });
        return names.toString();
    }
}
