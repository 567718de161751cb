package io.tunnelwatch.app.platform.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The registry's content, read from its topic. A schema keeps its id for ever, in all subjects that contain it. */
final class SchemaStore {
    private final TreeMap<String, TreeMap<Integer, Version>> subjects = new TreeMap<>();
    private final TreeMap<Integer, Content> byId = new TreeMap<>();
    private final Map<Content, Integer> idOf = new HashMap<>();
    private final Map<String, String> levels = new HashMap<>();
    private int highestId;

    /**
     * A schema as text. Compared as text: to Avro, schemas that differ in a comment or in an enum's default are equal.
     *
     * @param type AVRO here; in a topic that another registry wrote, perhaps JSON or PROTOBUF
     */
    record Content(String type, String text) {
        static final String AVRO = "AVRO";

        boolean isAvro() {
            return type.equals(AVRO);
        }
    }

    /** A schema as a version of a subject. */
    record Version(String subject, int version, int id, Content content, boolean deleted) {
        Version asDeleted() {
            return new Version(subject, version, id, content, true);
        }
    }

    synchronized void put(Version version) {
        subjects.computeIfAbsent(version.subject(), it -> new TreeMap<>()).put(version.version(), version);
        Content replaced = byId.put(version.id(), version.content());
        if (replaced != null && !replaced.equals(version.content())) {
            // A write that was given up arrived after all. Its id was never handed out.
            idOf.remove(replaced, version.id());
        }
        idOf.putIfAbsent(version.content(), version.id());
        highestId = Math.max(highestId, version.id());
    }

    /** Marks versions as deleted, but keeps them: their numbers are not used again. */
    synchronized void markDeleted(String subject, int upToVersion) {
        subjects.getOrDefault(subject, new TreeMap<>())
                .headMap(upToVersion, true)
                .replaceAll((number, version) -> version.asDeleted());
    }

    synchronized void remove(String subject, int version) {
        var versions = subjects.get(subject);
        if (versions != null) {
            versions.remove(version);
        }
    }

    /** Sets the level of a subject, or the global level if the subject is empty. */
    synchronized void setLevel(String subject, Optional<String> level) {
        level.ifPresentOrElse(it -> levels.put(subject, it), () -> levels.remove(subject));
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

    synchronized List<Version> versions() {
        return subjects.keySet().stream().flatMap(it -> versions(it).stream()).toList();
    }

    synchronized Optional<Content> content(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized int idFor(Content content) {
        Integer known = idOf.get(content);
        return known == null ? highestId + 1 : known;
    }

    synchronized int nextVersion(String subject) {
        var versions = subjects.get(subject);
        return versions == null || versions.isEmpty() ? 1 : versions.lastKey() + 1;
    }
}
