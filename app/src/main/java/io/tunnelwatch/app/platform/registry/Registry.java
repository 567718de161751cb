package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.platform.registry.SchemaStore.Content;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import io.tunnelwatch.schemas.serde.UntrustedSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** The registry's calls, without HTTP. One change at a time. */
final class Registry {
    /** Confluent's own default. */
    private static final String DEFAULT_LEVEL = "BACKWARD";

    /** Our largest schema takes 15 KB. */
    private static final int MOST_CHARACTERS = 64 << 10;

    /** All schemas are held in memory; we have a dozen. */
    private static final int MOST_SCHEMAS = 1_000;

    private final SchemaStore store;
    private final SchemaLog log;
    private final WritePolicy writers;

    Registry(SchemaStore store, SchemaLog log, WritePolicy writers) {
        this.writers = writers;
        this.store = store;
        this.log = log;
    }

    RegistryReply subjects() {
        return RegistryReply.ok(store.subjects());
    }

    RegistryReply schemas() {
        return RegistryReply.ok(
                store.versions().stream().map(Registry::described).toList());
    }

    RegistryReply versions(String subject) {
        var versions = store.versions(subject);
        return versions.isEmpty()
                ? RegistryReply.noSuchSubject(subject)
                : RegistryReply.ok(versions.stream().map(Version::version).toList());
    }

    RegistryReply version(String subject, String version) {
        return withVersion(subject, version, it -> RegistryReply.ok(described(it)));
    }

    RegistryReply versionText(String subject, String version) {
        return withVersion(
                subject, version, it -> RegistryReply.text(it.content().text()));
    }

    RegistryReply schema(int id) {
        return withId(id, it -> RegistryReply.ok(content(it)));
    }

    RegistryReply schemaText(int id) {
        return withId(id, it -> RegistryReply.text(it.text()));
    }

    RegistryReply subjectsOf(int id) {
        return withId(
                id,
                content -> RegistryReply.ok(
                        versionsOf(id).stream().map(Version::subject).distinct().toList()));
    }

    RegistryReply versionsWith(int id) {
        return withId(
                id,
                content -> RegistryReply.ok(versionsOf(id).stream()
                        .map(it -> Map.of("subject", it.subject(), "version", it.version()))
                        .toList()));
    }

    RegistryReply lookUp(String subject, JsonNode body) {
        return withSchema(body, schema -> {
            if (store.versions(subject).isEmpty()) {
                return RegistryReply.noSuchSubject(subject);
            }
            return existing(subject, content(schema))
                    .map(it -> RegistryReply.ok(described(it)))
                    .orElseGet(RegistryReply::noSuchSchema);
        });
    }

    synchronized RegistryReply register(String subject, JsonNode body) {
        return withSchema(body, schema -> {
            log.settle();
            Content content = content(schema);
            Optional<Version> standing = existing(subject, content);
            if (standing.isPresent()) {
                return RegistryReply.ok(Map.of("id", standing.get().id()));
            }
            if (!writers.mayWrite(subject)) {
                return RegistryReply.closed(
                        "This registry accepts subjects of Tunnelwatch's own topics only; --open-registry allows others");
            }
            if (store.versions().size() >= MOST_SCHEMAS) {
                return RegistryReply.closed("This registry keeps at most " + MOST_SCHEMAS + " schemas");
            }
            if (!level(subject).allows(schema, avro(store.versions(subject)))) {
                return RegistryReply.incompatible(subject, level(subject));
            }
            var version = new Version(subject, store.nextVersion(subject), store.idFor(content), content, false);
            log.write(version);
            return RegistryReply.ok(Map.of("id", version.id()));
        });
    }

    RegistryReply compatibility(String subject, String version, JsonNode body) {
        return withSchema(
                body,
                schema -> withVersion(
                        subject,
                        version,
                        it -> RegistryReply.ok(
                                Map.of("is_compatible", level(subject).allows(schema, avro(List.of(it)))))));
    }

    RegistryReply level(String subject, boolean orDefault) {
        if (!subject.isEmpty() && !orDefault && store.level(subject).isEmpty()) {
            return RegistryReply.error(
                    404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
        }
        return RegistryReply.ok(Map.of("compatibilityLevel", level(subject).name()));
    }

    synchronized RegistryReply setLevel(String subject, JsonNode body) {
        String level = body.path("compatibility").asText().toUpperCase(Locale.ROOT);
        if (!Compatibility.isLevel(level)) {
            return RegistryReply.error(
                    422, 42203, "Invalid compatibility level. Valid values are " + Compatibility.names());
        }
        Optional<String> standing = store.level(subject);
        if (standing.equals(Optional.of(level))) {
            return RegistryReply.ok(Map.of("compatibility", level));
        }
        if (!writers.mayChangeLevels() && (standing.isPresent() || !writers.mayWrite(subject))) {
            return RegistryReply.closed(
                    "This registry does not change compatibility levels; --open-registry allows it");
        }
        log.writeLevel(subject, level);
        return RegistryReply.ok(Map.of("compatibility", level));
    }

    private Compatibility level(String subject) {
        return Compatibility.valueOf(
                store.level(subject).or(() -> store.level("")).orElse(DEFAULT_LEVEL));
    }

    private List<Version> versionsOf(int id) {
        return store.versions().stream().filter(it -> it.id() == id).toList();
    }

    private Optional<Version> existing(String subject, Content content) {
        return store.versions(subject).stream()
                .filter(it -> it.content().equals(content))
                .findFirst();
    }

    private RegistryReply withVersion(String subject, String number, Function<Version, RegistryReply> use) {
        var versions = store.versions(subject);
        boolean latest = number.equals("latest") || number.equals("-1");
        if (!latest && !number.matches("[1-9]\\d{0,9}")) {
            return RegistryReply.invalidVersion(number);
        }
        if (versions.isEmpty()) {
            return RegistryReply.noSuchSubject(subject);
        }
        return versions.stream()
                .filter(it -> latest || Integer.toString(it.version()).equals(number))
                .reduce((before, last) -> last)
                .map(use)
                .orElseGet(() -> RegistryReply.noSuchVersion(number));
    }

    private RegistryReply withId(int id, Function<Content, RegistryReply> use) {
        return store.content(id).map(use).orElseGet(() -> RegistryReply.noSuchId(id));
    }

    private static RegistryReply withSchema(JsonNode body, Function<Schema, RegistryReply> use) {
        if (!body.path("schemaType").asText(Content.AVRO).equals(Content.AVRO)
                || !body.path("references").isEmpty()) {
            return RegistryReply.invalidSchema("this registry accepts only AVRO without references");
        }
        Schema schema;
        try {
            schema = UntrustedSchema.parse(body.path("schema").asText(), MOST_CHARACTERS);
        } catch (SchemaParseException e) {
            return RegistryReply.invalidSchema(String.valueOf(e.getMessage()));
        }
        return use.apply(schema);
    }

    private static Content content(Schema schema) {
        return new Content(Content.AVRO, schema.toString());
    }

    private static List<Schema> avro(List<Version> versions) {
        return versions.stream()
                .map(Version::content)
                .filter(Content::isAvro)
                .map(it -> new Schema.Parser().parse(it.text()))
                .toList();
    }

    private static Map<String, Object> described(Version it) {
        var body = new LinkedHashMap<String, Object>();
        body.put("subject", it.subject());
        body.put("version", it.version());
        body.put("id", it.id());
        body.putAll(content(it.content()));
        return body;
    }

    /** The type is left out for Avro, as in Confluent's registry. */
    private static Map<String, Object> content(Content it) {
        return it.isAvro() ? Map.of("schema", it.text()) : Map.of("schemaType", it.type(), "schema", it.text());
    }
}
