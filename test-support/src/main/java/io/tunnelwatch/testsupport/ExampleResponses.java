package io.tunnelwatch.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Example responses of the cloud's API, named {@code kind/name.json}; most of them exist in XML, too. */
public final class ExampleResponses {
    private static final String RESPONSES = "/io/tunnelwatch/testsupport/responses/";

    private ExampleResponses() {}

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    public static byte[] bytes(String name) {
        try (var stream = Objects.requireNonNull(ExampleResponses.class.getResourceAsStream(RESPONSES + name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of all responses of one kind. */
    public static List<String> all(String kind) {
        return named(kind, ".json");
    }

    /** Returns the names of the responses of one kind that exist in XML. */
    public static List<String> allXml(String kind) {
        return named(kind, ".xml");
    }

    /** Returns the name of the same response in the other format. */
    public static String json(String xml) {
        return xml.replace(".xml", ".json");
    }

    /** Looks into the classes of this module: a directory while the modules are compiled, and a jar once they are packaged. */
    private static List<String> named(String kind, String ending) {
        try {
            Path classes = Path.of(ExampleResponses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(classes)) {
                return named(classes, kind, ending);
            }
            try (var jar = FileSystems.newFileSystem(classes)) {
                return named(jar.getPath("/"), kind, ending);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> named(Path classes, String kind, String ending) throws IOException {
        try (var files = Files.list(classes.resolve(RESPONSES.substring(1) + kind))) {
            return files.map(it -> kind + "/" + it.getFileName())
                    .filter(it -> it.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
