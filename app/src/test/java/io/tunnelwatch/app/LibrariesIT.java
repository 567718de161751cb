package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped libraries are those that were chosen, to the byte; none of them has a vulnerability that is known here. */
class LibrariesIT {
    private static final Path LIBRARIES = Path.of("target", "lib");

    /** The same libraries for the image, those of them that differ. */
    private static final Path IMAGE_LIBRARIES = Path.of("target", "lib-linux");

    /** Licences that let a program under Apache-2.0 ship a library unchanged. "Go License" is BSD-3-Clause with a patent grant. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "EDL 1.0",
            "Go License");

    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.-]*)\\.jar");
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)(\\.[\\d.]+)?");

    @Test
    @Tag("S-62")
    void shouldShipWhatTheCommittedListNames() throws IOException {
        assertThat(shipped())
                .as("app/libraries.sha256 against app/target/lib; after a change on purpose run bin/libraries")
                .isEqualTo(listed());
    }

    /** The minimum versions are in a table, because the known vulnerabilities must be at hand without a network. */
    @ParameterizedTest
    @CsvFileSource(resources = "library-floors.csv", numLinesToSkip = 1)
    @Tag("S-26")
    @Tag("S-63")
    void shouldShipNothingBelowTheVersionThatMendedAKnownHole(String artifact, String least, String because)
            throws IOException {
        var versions = versions(artifact);

        assertThat(versions).as(artifact + " is in the table and does not ship").isNotEmpty();
        assertThat(versions)
                .as(artifact + " must be at least " + least + ": " + because)
                .allMatch(it -> Arrays.compare(numbers(it), numbers(least)) >= 0);
    }

    @ParameterizedTest
    @CsvSource({"12.0.30, 12.1.7", "1.5.4, 1.5.36", "2.9, 2.10.1", "1.1.10.4, 1.1.10.7"})
    void shouldCompareVersionsByTheirNumbers(String lower, String higher) {
        assertThat(Arrays.compare(numbers(lower), numbers(higher))).isNegative();
    }

    @Test
    @Tag("S-60")
    void shouldNameEveryLibraryInTheListOfParts() throws IOException {
        JsonNode parts = parts();
        var named = new TreeSet<String>();
        parts.path("components")
                .forEach(it -> named.add(
                        it.path("name").asText() + "-" + it.path("version").asText() + ".jar"));

        assertThat(parts.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(named).containsAll(shipped().keySet());
    }

    /** The list is what people read; the list of parts is what the libraries say themselves. */
    @Test
    @Tag("S-60")
    void shouldShipNoLibraryWithoutALicenceThatAllowsIt() throws IOException {
        Map<String, String> licences = licences();

        assertThat(licences.keySet())
                .as("app/licences.csv against app/target/lib; after a change on purpose run bin/libraries")
                .containsExactlyElementsOf(shipped().keySet());
        assertThat(licences).isEqualTo(licencesByTheListOfParts());
        licences.forEach((library, choice) -> assertThat(choice.split(" or "))
                .as("one of the licences of " + library + " must allow to ship it")
                .anyMatch(ALLOWED::contains));
    }

    @Test
    void shouldShipTheModulesOfTheProgramsAndNotThoseOfTheTests() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            assertThat(files.map(LibrariesIT::name)
                            .map(JAR::matcher)
                            .filter(it -> it.matches() && it.group(1).startsWith("tunnelwatch-"))
                            .map((Matcher it) -> it.group(1)))
                    .containsExactlyInAnyOrder(
                            "tunnelwatch-schemas",
                            "tunnelwatch-runtime",
                            "tunnelwatch-ingest",
                            "tunnelwatch-processor",
                            "tunnelwatch-sink",
                            "tunnelwatch-notify",
                            "tunnelwatch-simulator");
        }
    }

    /** Native code can do what Java forbids, and no check of ours sees it. Kafka's codecs have no other implementation. */
    @Test
    @Tag("S-64")
    void shouldShipNoNativeCodeExceptKafkasCompression() throws IOException {
        var withNativeCode = new TreeSet<String>();
        for (String name : shipped().keySet()) {
            Matcher jar = JAR.matcher(name);
            if (hasNativeCode(LIBRARIES.resolve(name)) && jar.matches()) {
                withNativeCode.add(jar.group(1));
            }
        }

        assertThat(withNativeCode).containsExactly("lz4-java", "snappy-java", "zstd-jni");
    }

    /** The image has three libraries that differ from the shipped ones, and only in what they leave out. */
    @Test
    @Tag("S-64")
    void shouldLeaveNothingOutOfTheImagesLibrariesButNativeCodeOfOtherSystems() throws IOException {
        try (Stream<Path> libraries = Files.list(IMAGE_LIBRARIES)) {
            var differing = libraries.toList();
            assertThat(differing).hasSize(3);
            for (Path library : differing) {
                Map<String, Long> whole = checksums(LIBRARIES.resolve(name(library)));
                Map<String, Long> kept = checksums(library);

                assertThat(whole.entrySet()).containsAll(kept.entrySet());
                whole.keySet().removeAll(kept.keySet());
                assertThat(whole.keySet()).isNotEmpty().allMatch(it -> NATIVE.matcher(it)
                        .matches());
                assertThat(kept.keySet().stream()
                                .filter(it -> NATIVE.matcher(it).matches()))
                        .hasSize(2);
            }
        }
    }

    /** In a process of its own, which has these libraries and not the whole ones. */
    @ParameterizedTest
    @ValueSource(strings = {"lz4", "snappy", "zstd"})
    void shouldCompressWithTheImagesLibraries(String codec) throws Exception {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
                "SKIPPED: the native code in the image is for Linux on amd64 and aarch64");
        var classPath = new StringJoiner(File.pathSeparator)
                .add(Path.of("target", "test-classes").toString())
                .add(IMAGE_LIBRARIES.resolve("*").toString());
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            libraries
                    .filter(it -> name(it).startsWith("kafka-clients-") || name(it).startsWith("slf4j-api-"))
                    .forEach(it -> classPath.add(it.toString()));
        }
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath.toString(),
                        CompressedText.class.getName(),
                        codec,
                        "tunnel ".repeat(1000))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("tunnel ".repeat(1000));
        assertThat(process.waitFor()).isZero();
    }

    private static Map<String, Long> checksums(Path library) throws IOException {
        try (var jar = new ZipFile(library.toFile())) {
            return jar.stream()
                    .filter(it -> !it.isDirectory())
                    .collect(Collectors.toMap(ZipEntry::getName, ZipEntry::getCrc, (a, b) -> a, TreeMap::new));
        }
    }

    private static boolean hasNativeCode(Path library) throws IOException {
        try (var jar = new ZipFile(library.toFile())) {
            return jar.stream().anyMatch(it -> NATIVE.matcher(it.getName()).matches());
        }
    }

    private static Map<String, String> shipped() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.filter(it -> !name(it).startsWith("tunnelwatch-"))
                    .collect(Collectors.toMap(LibrariesIT::name, LibrariesIT::digest, (a, b) -> a, TreeMap::new));
        }
    }

    private static Map<String, String> listed() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("libraries.sha256"))) {
            return lines.map(it -> it.split(" +", 2))
                    .collect(Collectors.toMap(it -> it[1], it -> it[0], (a, b) -> a, TreeMap::new));
        }
    }

    private static Map<String, String> licences() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("licences.csv"))) {
            return lines.skip(1)
                    .map(it -> it.split(",", 2))
                    .collect(Collectors.toMap(it -> it[0], it -> it[1], (a, b) -> a, TreeMap::new));
        }
    }

    private static Map<String, String> licencesByTheListOfParts() throws IOException {
        var licences = new TreeMap<String, String>();
        Set<String> shipped = shipped().keySet();
        parts().path("components").forEach(it -> {
            String library = it.path("name").asText() + "-" + it.path("version").asText() + ".jar";
            if (shipped.contains(library)) {
                var names = new StringJoiner(" or ");
                it.path("licenses").forEach(licence -> names.add(name(licence)));
                licences.put(library, names.toString());
            }
        });
        return licences;
    }

    private static String name(JsonNode licence) {
        JsonNode named = licence.path("license");
        return licence.path("expression")
                .asText(named.path("id").asText(named.path("name").asText()));
    }

    private static JsonNode parts() throws IOException {
        return new ObjectMapper().readTree(Path.of("target", "parts.cdx.json").toFile());
    }

    private static TreeSet<String> versions(String artifact) throws IOException {
        return shipped().keySet().stream()
                .map(JAR::matcher)
                .filter(it -> it.matches() && it.group(1).equals(artifact))
                .map((Matcher it) -> it.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\D+"))
                .filter(it -> !it.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
