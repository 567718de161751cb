package io.tunnelwatch.processor.topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a store when its task commits: the last value of each key, once. The cache of Kafka Streams does the same, but it
 * holds bytes, so every value that is replaced has been encoded in vain. Nothing but a commit empties this one: it is for a store
 * with few keys. Kafka Streams tells only a {@link CachedStateStore} that a commit comes, which is not part of its public
 * interface; without it, a successor would find an older state than the committed offset.
 */
final class WrittenOnCommit<V> implements KeyValueStore<String, V>, CachedStateStore<String, V> {
    private final KeyValueStore<String, V> store;
    private final Map<String, V> unwritten = new LinkedHashMap<>();

    WrittenOnCommit(KeyValueStore<String, V> store) {
        this.store = store;
    }

    @Override
    public void put(String key, V value) {
        unwritten.put(key, value);
    }

    @Override
    public @Nullable V get(String key) {
        V latest = unwritten.get(key);
        return latest != null ? latest : store.get(key);
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
        unwritten.remove(key);
        store.delete(key);
        return before;
    }

    @Override
    public KeyValueIterator<String, V> range(String from, String to) {
        flushCache();
        return store.range(from, to);
    }

    @Override
    public KeyValueIterator<String, V> all() {
        flushCache();
        return store.all();
    }

    @Override
    public long approximateNumEntries() {
        flushCache();
        return store.approximateNumEntries();
    }

    /** Called before the transaction of the task's output is committed, so that the values are part of it. */
    @Override
    public void flushCache() {
        unwritten.forEach(store::put);
        unwritten.clear();
    }

    @Override
    public void clearCache() {
        unwritten.clear();
    }

    /** Nobody listens: only the operators of the DSL forward what a cache flushes. */
    @Override
    public boolean setFlushListener(CacheFlushListener<String, V> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return store.name();
    }

    /** Initialises the store with this one in its place, which Kafka Streams then tells of commits. */
    @Override
    public void init(StateStoreContext context, StateStore root) {
        unwritten.clear();
        store.init(context, root);
    }

    @Override
    public void commit(Map<TopicPartition, Long> offsets) {
        store.commit(offsets);
    }

    /** Drops what is not committed: after a failure, the successor reads the records again. */
    @Override
    public void close() {
        unwritten.clear();
        store.close();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }
}
