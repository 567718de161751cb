package io.tunnelwatch.app.platform.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** What the registry knows, read from its topic. An id is a schema's for ever, in whatever subjects it stands. */
final class SchemaStore {
    private final TreeMap<String, TreeMap<Integer, Version>> subjects = new TreeMap<>();
    private final Map<Integer, Schema> byId = new HashMap<>();
    private final Map<Schema, Integer> idOf = new HashMap<>();
    private final Map<String, String> levels = new HashMap<>();
    private int highestId;

    /** A schema as a version of a subject. */
    record Version(String subject, int version, int id, Schema schema, boolean deleted) {}

    synchronized void put(Version version) {
        subjects.computeIfAbsent(version.subject(), it -> new TreeMap<>()).put(version.version(), version);
        byId.put(version.id(), version.schema());
        idOf.putIfAbsent(version.schema(), version.id());
        highestId = Math.max(highestId, version.id());
    }

    /** Of a subject, or of all where it is empty. */
    synchronized void setLevel(String subject, String level) {
        levels.put(subject, level);
    }

    synchronized Optional<String> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized List<String> subjects() {
        return subjects.keySet().stream().filter(it -> !versions(it).isEmpty()).toList();
    }

    /** Oldest first. */
    synchronized List<Version> versions(String subject) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
                .filter(it -> !it.deleted())
                .toList();
    }

    synchronized Optional<Version> latest(String subject) {
        var versions = versions(subject);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    synchronized Optional<Schema> schema(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized List<Version> uses(int id) {
        var uses = new ArrayList<Version>();
        subjects.keySet()
                .forEach(subject ->
                        versions(subject).stream().filter(it -> it.id() == id).forEach(uses::add));
        return uses;
    }

    synchronized int idFor(Schema schema) {
        Integer known = idOf.get(schema);
        return known == null ? highestId + 1 : known;
    }

    synchronized int nextVersion(String subject) {
        var versions = subjects.get(subject);
        return versions == null ? 1 : versions.lastKey() + 1;
    }
}
