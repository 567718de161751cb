package io.tunnelwatch.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Example responses, as the cloud would give them. */
public final class Fixtures {
    private Fixtures() {}

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All responses of one kind, as {@code kind/name.json}. */
    public static List<String> all(String kind) {
        return named(kind, ".json");
    }

    /** The responses that exist in XML, as {@code kind/name.xml}. */
    public static List<String> allXml(String kind) {
        return named(kind, ".xml");
    }

    /** The same response in the other format. */
    public static String json(String xml) {
        return xml.replace(".xml", ".json");
    }

    private static List<String> named(String kind, String ending) {
        try (var files = Files.list(path(kind))) {
            return files.map(it -> kind + "/" + it.getFileName())
                    .filter(it -> it.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(String name) {
        URL url = Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
