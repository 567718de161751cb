package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.Disagreement;
import io.tunnelwatch.v1.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of an answer at the most, so that no record and no event that follows from one is larger than Kafka takes:
 * a connection encodes to less than {@value #LARGEST_CONNECTION} bytes, whatever the cloud says of it. Each number is above
 * all that the cloud allows today. Cutting depends on the text alone, and it is the cut text that is hashed and published,
 * so that digests agree on both sides of the log; its mark tells how much is missing and changes when that does.
 */
public final class Bounds {
    public static final int LARGEST_CONNECTION = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Bounds.class);

    /** States, algorithms, ids and addresses. The longest that the cloud gives is an id of 64. */
    private static final int WORD = 128;

    /** An IPv6 network takes 43. */
    private static final int NETWORK = 64;

    /** Names and tags, 128 each in the cloud; an identity of IKE may be a distinguished name. */
    private static final int NAME = 256;

    /** For a person to read. */
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

    /** The cloud allows 20 tags and builds two tunnels; nobody reads more networks or disagreements than these. */
    private static final Map<String, Integer> MOST =
            Map.of("tags", 20, "localSubnets", 100, "remoteSubnets", 100, "tunnels", 4, "disagreements", 32);

    private static final String CUT = "…";

    private final LongAdder cuts = new LongAdder();
    private final AtomicBoolean said = new AtomicBoolean();

    /** How many values and lists were cut, each time that they were read. */
    public long cuts() {
        return cuts.sum();
    }

    /** The record itself, everything in it within bounds. */
    public <T extends SpecificRecord> T within(T record) {
        boolean isCut = bound(record);
        if (isCut && said.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("of", record.get(0))
                    .log("The cloud says more than is kept: long texts and lists are cut and marked with " + CUT
                            + ", and only these go on being compared");
        }
        return record;
    }

    /** Networks, as a list of a record has them. */
    List<String> networks(List<String> networks) {
        return items("localSubnets", networks).map(Bounds::strings).orElse(networks);
    }

    /** The first of a list, as many as the field of this name may have. */
    static <T> List<T> first(String field, List<T> list) {
        return list.size() <= most(field) ? list : List.copyOf(list.subList(0, most(field)));
    }

    /** An id, an address, a state. */
    public static String word(String text) {
        return text(text, WORD);
    }

    /** What went wrong, in the words of whoever says so. */
    public static String sentence(String text) {
        return text(text, SENTENCE);
    }

    /** Disagreements, which are ours, of values that are not. */
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

    /** Whether something of it was cut off, so that it cannot be compared with what was not. */
    public static boolean isCut(List<String> networks) {
        return !networks.isEmpty() && networks.get(networks.size() - 1).startsWith(CUT);
    }

    private boolean bound(SpecificRecord record) {
        boolean isCut = false;
        for (int i = 0; i < record.getSchema().getFields().size(); i++) {
            Object value = record.get(i);
            if (value instanceof String text) {
                isCut |= boundText(record, i, text);
            } else if (value instanceof SpecificRecord inner) {
                isCut |= bound(inner);
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                isCut |= boundList(record, i, list);
            }
        }
        return isCut;
    }

    private boolean boundText(SpecificRecord record, int field, String text) {
        if (text.length() <= WORD) {
            return false; // nearly every text there is
        }
        String kept = text(text, LONGEST.getOrDefault(name(record, field), WORD));
        if (kept.equals(text)) {
            return false;
        }
        record.put(field, kept);
        cuts.increment();
        return true;
    }

    private boolean boundList(SpecificRecord record, int field, List<?> list) {
        Optional<List<Object>> kept = items(name(record, field), list);
        kept.ifPresent(it -> record.put(field, it));
        boolean isCut = kept.isPresent();
        for (Object item : kept.<List<?>>map(it -> it).orElse(list)) {
            isCut |= item instanceof SpecificRecord inner && bound(inner);
        }
        return isCut;
    }

    /** Empty: the list may stay as it is. */
    private Optional<List<Object>> items(String field, List<?> list) {
        boolean isLong = list.size() > most(field);
        if (!isLong && list.stream().noneMatch(it -> it instanceof String text && text.length() > NETWORK)) {
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

    /** In place of the last one that would fit; a tunnel cannot be made up. */
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

    /** Two that differ beyond the cut differ in their marks. */
    private static String mark(int missing, String whole) {
        var sum = new CRC32();
        sum.update(whole.getBytes(StandardCharsets.UTF_8));
        return "%s+%d#%08x".formatted(CUT, missing, sum.getValue());
    }

    private static int most(String field) {
        return MOST.getOrDefault(field, Integer.MAX_VALUE);
    }

    private static String name(SpecificRecord record, int field) {
        return record.getSchema().getFields().get(field).name();
    }

    private static List<String> strings(List<Object> items) {
        return items.stream().map(String::valueOf).toList();
    }
}
