package io.tunnelwatch.processor.topology;

import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds a {@link WrittenOnCommit} in front of each store that another builder builds. */
record WrittenOnCommitBuilder<V>(StoreBuilder<KeyValueStore<String, V>> stores)
        implements StoreBuilder<KeyValueStore<String, V>> {
    @Override
    public KeyValueStore<String, V> build() {
        return new WrittenOnCommit<>(stores.build());
    }

    @Override
    public StoreBuilder<KeyValueStore<String, V>> withCachingEnabled() {
        throw new UnsupportedOperationException("It is a cache itself");
    }

    @Override
    public StoreBuilder<KeyValueStore<String, V>> withCachingDisabled() {
        stores.withCachingDisabled();
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<String, V>> withLoggingEnabled(Map<String, String> config) {
        stores.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<String, V>> withLoggingDisabled() {
        stores.withLoggingDisabled();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return stores.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return stores.loggingEnabled();
    }

    @Override
    public String name() {
        return stores.name();
    }
}
