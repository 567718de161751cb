package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The registry's calls, without HTTP. One change at a time. */
final class Registry {
    /** Confluent's own default. */
    private static final String DEFAULT_LEVEL = "BACKWARD";

    private final SchemaStore store;
    private final SchemaTopic topic;

    Registry(SchemaStore store, SchemaTopic topic) {
        this.store = store;
        this.topic = topic;
    }

    Reply subjects() {
        return Reply.ok(store.subjects());
    }

    Reply versions(String subject) {
        var versions = store.versions(subject);
        return versions.isEmpty()
                ? Reply.noSuchSubject(subject)
                : Reply.ok(versions.stream().map(Version::version).toList());
    }

    Reply version(String subject, String version) {
        return find(subject, version).map(it -> Reply.ok(described(it))).orElseGet(() -> missing(subject, version));
    }

    Reply rawSchema(String subject, String version) {
        return find(subject, version)
                .map(it -> Reply.ok(it.schema().toString()))
                .orElseGet(() -> missing(subject, version));
    }

    Reply schema(int id) {
        return store.schema(id)
                .map(it -> Reply.ok(Map.of("schema", it.toString())))
                .orElseGet(Reply::noSuchSchema);
    }

    Reply uses(int id, Function<Version, Object> as) {
        return store.schema(id).isEmpty()
                ? Reply.noSuchSchema()
                : Reply.ok(store.uses(id).stream().map(as).distinct().toList());
    }

    Reply lookUp(String subject, JsonNode body) {
        return withSchema(body, schema -> {
            if (store.versions(subject).isEmpty()) {
                return Reply.noSuchSubject(subject);
            }
            return standing(subject, schema).map(it -> Reply.ok(described(it))).orElseGet(Reply::noSuchSchema);
        });
    }

    synchronized Reply register(String subject, JsonNode body) {
        return withSchema(body, schema -> {
            Optional<Version> standing = standing(subject, schema);
            if (standing.isPresent()) {
                return Reply.ok(Map.of("id", standing.get().id()));
            }
            if (!level(subject).allows(schema, schemas(subject))) {
                return Reply.error(
                        409,
                        409,
                        "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                                + "\", by " + level(subject));
            }
            var version = new Version(subject, store.nextVersion(subject), store.idFor(schema), schema, false);
            topic.write(version);
            return Reply.ok(Map.of("id", version.id()));
        });
    }

    Reply compatibility(String subject, String version, JsonNode body) {
        return withSchema(body, schema -> {
            var against = find(subject, version);
            return against.isEmpty()
                    ? missing(subject, version)
                    : Reply.ok(Map.of(
                            "is_compatible",
                            level(subject).allows(schema, List.of(against.get().schema()))));
        });
    }

    Reply level(String subject, boolean orDefault) {
        Optional<String> own = store.level(subject);
        if (own.isEmpty() && !subject.isEmpty() && !orDefault) {
            return Reply.error(
                    404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
        }
        return Reply.ok(Map.of("compatibilityLevel", level(subject).name()));
    }

    synchronized Reply setLevel(String subject, JsonNode body) {
        String level = body.path("compatibility").asText();
        if (!Compatibility.isLevel(level)) {
            return Reply.error(
                    422,
                    42203,
                    "Invalid compatibility level. Valid values are none, backward, forward, full,"
                            + " backward_transitive, forward_transitive, and full_transitive");
        }
        if (!store.level(subject).equals(Optional.of(level))) {
            topic.writeLevel(subject, level);
        }
        return Reply.ok(Map.of("compatibility", level));
    }

    private Compatibility level(String subject) {
        return Compatibility.valueOf(
                store.level(subject).or(() -> store.level("")).orElse(DEFAULT_LEVEL));
    }

    private List<Schema> schemas(String subject) {
        return store.versions(subject).stream().map(Version::schema).toList();
    }

    private Optional<Version> standing(String subject, Schema schema) {
        return store.versions(subject).stream()
                .filter(it -> it.schema().equals(schema))
                .findFirst();
    }

    private Optional<Version> find(String subject, String version) {
        if (version.equals("latest") || version.equals("-1")) {
            return store.latest(subject);
        }
        return store.versions(subject).stream()
                .filter(it -> Integer.toString(it.version()).equals(version))
                .findFirst();
    }

    private Reply missing(String subject, String version) {
        return store.versions(subject).isEmpty() ? Reply.noSuchSubject(subject) : Reply.noSuchVersion(version);
    }

    private static Reply withSchema(JsonNode body, Function<Schema, Reply> use) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || body.path("references").size() > 0) {
            return Reply.invalidSchema("only AVRO without references is kept here");
        }
        try {
            return use.apply(new Schema.Parser().parse(body.path("schema").asText()));
        } catch (AvroRuntimeException e) {
            return Reply.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> described(Version it) {
        var body = new LinkedHashMap<String, Object>();
        body.put("subject", it.subject());
        body.put("version", it.version());
        body.put("id", it.id());
        body.put("schema", it.schema().toString());
        return body;
    }
}
