package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Disagreement;
import io.tunnelwatch.v1.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the content of an answer, so that no record and no event derived from it exceeds Kafka's limit: a connection encodes
 * to less than {@value #LARGEST_CONNECTION} bytes, whatever the cloud sends. Each bound is above everything that the cloud
 * allows today. Cutting depends on the text alone, and the cut text is hashed and published, so digests agree on both sides of
 * the log; the mark in a cut text tells how much is missing and changes with the missing part.
 */
public final class RecordBounds {
    public static final int LARGEST_CONNECTION = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RecordBounds.class);

    /** States, algorithms, ids and addresses; the cloud's longest is an id of 64. */
    private static final int WORD = 128;

    /** Networks; an IPv6 one takes 43 characters. */
    private static final int NETWORK = 64;

    /** Names and tags, up to 128 in the cloud; an IKE identity may be a distinguished name. */
    private static final int NAME = 256;

    /** Sentences for a person to read. */
    private static final int SENTENCE = 1_024;

    private static final Map<String, Integer> LONGEST = Map.ofEntries(
            Map.entry("name", NAME),
            Map.entry("transitRouterName", NAME),
            Map.entry("localId", NAME),
            Map.entry("remoteId", NAME),
            Map.entry("key", NAME),
            Map.entry("value", NAME),
            Map.entry("path", NAME),
            Map.entry("connection", NAME),
            Map.entry("peer", NAME),
            Map.entry("reason", SENTENCE),
            Map.entry("mismatchLocal", SENTENCE),
            Map.entry("mismatchRemote", SENTENCE));

    /** The cloud allows 20 tags and builds two tunnels; more networks or disagreements than these are of no use to a reader. */
    private static final Map<String, Integer> MOST =
            Map.of("tags", 20, "localSubnets", 100, "remoteSubnets", 100, "tunnels", 4, "disagreements", 32);

    /** No list is bounded to fewer; nearly every list is as short as this, so its bound need not be looked up. */
    private static final int FEW = Collections.min(MOST.values());

    /** The fields of a kind of record that may hold something to bound: texts, lists and other records. */
    private static final ClassValue<int[]> BOUNDED = new ClassValue<>() {
        @Override
        protected int[] computeValue(Class<?> kind) {
            List<Schema.Field> fields = SpecificData.get().getSchema(kind).getFields();
            return fields.stream()
                    .filter(it -> isBounded(it.schema()))
                    .mapToInt(Schema.Field::pos)
                    .toArray();
        }

        private static boolean isBounded(Schema it) {
            return switch (it.getType()) {
                case UNION -> it.getTypes().stream().anyMatch(type -> isBounded(type));
                case STRING, ARRAY, RECORD -> true;
                default -> false;
            };
        }
    };

    private static final String CUT = "…";

    private final LongAdder cuts = new LongAdder();
    private final AtomicBoolean said = new AtomicBoolean();

    /** The number of values and lists cut, counted at every reading. */
    public long cuts() {
        return cuts.sum();
    }

    /** Bounds everything in the record and returns it. */
    public <T extends SpecificRecordBase> T within(T record) {
        boolean isCut = bound(record);
        if (isCut && said.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("of", record.get(0))
                    .log("A text or a list of the cloud is too long: it is cut and marked with " + CUT
                            + ". See docs/runbook.md#more_than_kept");
        }
        return record;
    }

    /** Bounds a list of networks. */
    List<String> networks(List<String> networks) {
        return items("localSubnets", networks).map(RecordBounds::strings).orElse(networks);
    }

    /** The first items of a list, as many as the field of this name may have. */
    static <T> List<T> first(String field, List<T> list) {
        return list.size() <= most(field) ? list : List.copyOf(list.subList(0, most(field)));
    }

    /** Bounds an id, an address or a state. */
    public static String word(String text) {
        return text(text, WORD);
    }

    /** Bounds an error message of another party. */
    public static String sentence(String text) {
        return text(text, SENTENCE);
    }

    /** Bounds disagreements: the records are ours, but their values come from outside. */
    public static List<Disagreement> disagreements(List<Disagreement> all) {
        var kept = new ArrayList<>(first("disagreements", all));
        if (kept.size() < all.size()) {
            int last = kept.size() - 1;
            kept.set(last, new Disagreement(CUT + "+" + (all.size() - last), "", ""));
        }
        kept.forEach(it -> {
            it.setPath(text(it.getPath(), NAME));
            it.setConnection(text(it.getConnection(), NAME));
            it.setPeer(text(it.getPeer(), NAME));
        });
        return kept;
    }

    /** Returns whether the list was cut, so that it cannot be compared with a complete one. */
    public static boolean isCut(List<String> networks) {
        return !networks.isEmpty() && networks.get(networks.size() - 1).startsWith(CUT);
    }

    private boolean bound(SpecificRecordBase record) {
        boolean isCut = false;
        for (int i : BOUNDED.get(record.getClass())) {
            Object value = record.get(i);
            if (value instanceof String text) { // first, because most are
                isCut |= text.length() > WORD && boundText(record, i, text);
            } else if (value instanceof SpecificRecordBase inner) {
                isCut |= bound(inner);
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                isCut |= boundList(record, i, list);
            }
        }
        return isCut;
    }

    private boolean boundText(SpecificRecordBase record, int field, String text) {
        String kept = text(text, LONGEST.getOrDefault(name(record, field), WORD));
        if (kept.equals(text)) {
            return false;
        }
        record.put(field, kept);
        cuts.increment();
        return true;
    }

    private boolean boundList(SpecificRecordBase record, int field, List<?> list) {
        Optional<List<Object>> kept = items(name(record, field), list);
        kept.ifPresent(it -> record.put(field, it));
        boolean isCut = kept.isPresent();
        for (Object item : kept.<List<?>>map(it -> it).orElse(list)) {
            isCut |= item instanceof SpecificRecordBase inner && bound(inner);
        }
        return isCut;
    }

    /** The bounded list; empty if the list needs no change. */
    private Optional<List<Object>> items(String field, List<?> list) {
        boolean isLong = list.size() > FEW && list.size() > most(field);
        if (!isLong && !hasLongText(list)) {
            return Optional.empty();
        }
        var kept = new ArrayList<Object>(first(field, list));
        kept.replaceAll(it -> it instanceof String text ? text(text, NETWORK) : it);
        if (isLong) {
            int last = kept.size() - 1;
            mark(list.get(0), list.subList(last, list.size())).ifPresent(it -> kept.set(last, it));
        }
        cuts.increment();
        return Optional.of(kept);
    }

    private static boolean hasLongText(List<?> list) {
        for (Object it : list) {
            if (it instanceof String text && text.length() > NETWORK) {
                return true;
            }
        }
        return false;
    }

    /** The mark that replaces the last item that would fit; a tunnel cannot be replaced by a mark. */
    private static Optional<Object> mark(Object like, List<?> cut) {
        String mark = mark(cut.size(), cut.toString());
        if (like instanceof Tag) {
            return Optional.of(new Tag(CUT, mark));
        }
        return like instanceof String ? Optional.of(mark) : Optional.empty();
    }

    private static String text(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - mark(text.length(), text).length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + mark(text.length() - end, text);
    }

    /** The mark of a cut; it differs for texts that differ only beyond the cut. */
    private static String mark(int missing, String whole) {
        var sum = new CRC32();
        sum.update(whole.getBytes(StandardCharsets.UTF_8));
        return "%s+%d#%08x".formatted(CUT, missing, sum.getValue());
    }

    private static int most(String field) {
        return MOST.getOrDefault(field, Integer.MAX_VALUE);
    }

    private static String name(SpecificRecordBase record, int field) {
        return record.getSchema().getFields().get(field).name();
    }

    private static List<String> strings(List<Object> items) {
        return items.stream().map(String::valueOf).toList();
    }
}
