package io.tunnelwatch.app.world;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store that keeps bytes in a map; after a commit, a copy of the map is the content of the changelog. */
public final class ByteStore<V> implements KeyValueStore<String, V> {
    private final String name;
    private final Serde<V> serde;
    private final TreeMap<String, byte[]> bytes;

    public ByteStore(String name, Serde<V> serde, @Nullable Map<String, byte[]> kept) {
        this.name = name;
        this.serde = serde;
        this.bytes = kept == null ? new TreeMap<>() : new TreeMap<>(kept);
    }

    public Map<String, byte[]> kept() {
        return new TreeMap<>(bytes);
    }

    @Override
    public void put(String key, @Nullable V value) {
        if (value == null) {
            bytes.remove(key);
        } else {
            bytes.put(key, serde.serializer().serialize("", value));
        }
    }

    @Override
    public @Nullable V putIfAbsent(String key, V value) {
        V before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<String, V>> entries) {
        entries.forEach(it -> put(it.key, it.value));
    }

    @Override
    public @Nullable V delete(String key) {
        V before = get(key);
        bytes.remove(key);
        return before;
    }

    @Override
    public @Nullable V get(String key) {
        byte[] found = bytes.get(key);
        return found == null ? null : serde.deserializer().deserialize("", found);
    }

    @Override
    public <P extends Serializer<Q>, Q> KeyValueIterator<String, V> prefixScan(Q prefix, P serializer) {
        String text = prefix.toString();
        return iterator(new TreeMap<>(bytes.subMap(text, true, text + Character.MAX_VALUE, false)));
    }

    @Override
    public KeyValueIterator<String, V> range(String from, String to) {
        return iterator(new TreeMap<>(bytes.subMap(from, true, to, true)));
    }

    @Override
    public KeyValueIterator<String, V> all() {
        return iterator(new TreeMap<>(bytes));
    }

    private KeyValueIterator<String, V> iterator(TreeMap<String, byte[]> of) {
        Iterator<Map.Entry<String, byte[]>> entries = of.entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public void close() {}

            @Override
            public String peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue<String, V> next() {
                var it = entries.next();
                return KeyValue.pair(it.getKey(), serde.deserializer().deserialize("", it.getValue()));
            }
        };
    }

    @Override
    public long approximateNumEntries() {
        return bytes.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
