package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.processor.domain.observation.TextHash;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.PeerConfiguration;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection's configuration, as opposed to its statuses, field by field under dotted paths. A field that a later
 * schema adds is compared without a change here.
 */
final class ConfigurationCodec {
    /** Fields that are measured, or the record's own bookkeeping. */
    private static final Set<String> NOT_CONFIGURATION =
            Set.of("connectionId", "tunnelId", "contentHash", "status", "lifecycle", "createdAt");

    private ConfigurationCodec() {}

    /** The configuration; its entries are computed only when needed. */
    static Configuration decode(ConnectionSnapshot snapshot) {
        return new Configuration(() -> print(snapshot), () -> laidOut(snapshot));
    }

    /**
     * The hash of all configured fields in order. It also covers what the paths do not distinguish, such as the order of
     * the tunnels.
     */
    private static long print(ConnectionSnapshot snapshot) {
        var print = new TextHash();
        print(snapshot, print);
        return print.value();
    }

    private static void print(SpecificRecord record, TextHash into) {
        for (Schema.Field field : record.getSchema().getFields()) {
            if (!NOT_CONFIGURATION.contains(field.name())) {
                print(record.get(field.pos()), into);
            }
        }
    }

    private static void print(@Nullable Object value, TextHash into) {
        if (value instanceof PeerConfiguration peer) {
            print(peer.getDisagreements(), into);
        } else if (value instanceof TunnelSnapshot tunnel) {
            print((SpecificRecord) tunnel, into.add(tunnel.getTunnelId()));
        } else if (value instanceof SpecificRecord record) {
            print(record, into.add("{"));
        } else if (value instanceof List<?> list) {
            into.add(Integer.toString(list.size()));
            list.forEach(it -> print(it, into));
        } else {
            into.add(String.valueOf(value));
        }
    }

    private static SortedMap<String, String> laidOut(ConnectionSnapshot snapshot) {
        var paths = new TreeMap<String, String>();
        flatten("", snapshot, paths);
        return paths;
    }

    private static void flatten(String prefix, SpecificRecord record, TreeMap<String, String> into) {
        for (Schema.Field field : record.getSchema().getFields()) {
            if (!NOT_CONFIGURATION.contains(field.name())) {
                put(prefix + field.name(), record.get(field.pos()), into);
            }
        }
    }

    private static void put(String path, Object value, TreeMap<String, String> into) {
        if (value instanceof PeerConfiguration peer) {
            // A fetched peer configuration is no change of the connection; a disagreement of the two ends is worth
            // reporting.
            peer.getDisagreements()
                    .forEach(it -> into.put(path + "." + it.getPath(), it.getPeer() + ", not " + it.getConnection()));
        } else if (value instanceof SpecificRecord record) {
            flatten(path + ".", record, into);
        } else if (value instanceof List<?> list) {
            putAll(path, list, into);
        } else if (value != null && !value.toString().isEmpty()) {
            into.put(path, value.toString());
        }
    }

    private static void putAll(String path, List<?> list, TreeMap<String, String> into) {
        for (Object item : list) {
            if (item instanceof TunnelSnapshot tunnel) {
                flatten(tunnel.getTunnelId() + ".", tunnel, into);
            } else if (item instanceof Tag tag) {
                into.put(path + "." + tag.getKey(), tag.getValue());
            } else {
                into.merge(path, item.toString(), (before, more) -> before + "," + more);
            }
        }
    }
}
