package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenOnCommitTest {
    private static final String STORE = "latest";

    @TempDir
    Path directory;

    /** What the processor found in the store. */
    private final List<String> found = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private TopologyTestDriver driver;

    @BeforeEach
    void begin() {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        StoreBuilder<KeyValueStore<String, String>> stores =
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.String());
        driver = new TopologyTestDriver(
                new Topology(StreamsSettings.topologyConfig())
                        .addSource("read", new StringDeserializer(), new StringDeserializer(), "in")
                        .addProcessor("put", PutAll::new, "read")
                        .addStateStore(new WrittenOnCommitBuilder<>(stores), "put"),
                settings);
    }

    @AfterEach
    void end() {
        driver.close();
    }

    @Test
    void shouldLogTheLastValueOfEachKeyOnce() {
        put("a", "1 2 3");
        put("b", "4");

        assertThat(found).containsExactly("1", "2", "3", "4");
        assertThat(changelog()).containsExactly(KeyValue.pair("a", "3"), KeyValue.pair("b", "4"));
    }

    @Test
    void shouldLogNothingIfNothingIsPut() {
        put("a", "1");
        put("a", "");

        assertThat(changelog()).containsExactly(KeyValue.pair("a", "1"));
    }

    @Test
    void shouldWriteNothingBeforeTheCommit() {
        KeyValueStore<String, String> written = driver.getKeyValueStore(STORE);
        var store = new WrittenOnCommit<>(written);

        store.put("a", "1");

        assertThat(store.get("a")).isEqualTo("1");
        assertThat(written.get("a")).isNull();
        store.flushCache();
        assertThat(written.get("a")).isEqualTo("1");
    }

    @Test
    void shouldForgetWhatIsNotCommitted() {
        KeyValueStore<String, String> written = driver.getKeyValueStore(STORE);
        var store = new WrittenOnCommit<>(written);
        store.put("a", "1");

        store.clearCache();

        store.flushCache();
        assertThat(written.get("a")).isNull();
    }

    @Test
    void shouldDeleteWhatIsNotWrittenYet() {
        KeyValueStore<String, String> written = driver.getKeyValueStore(STORE);
        written.putAll(List.of(KeyValue.pair("a", "0")));
        var store = new WrittenOnCommit<>(written);
        store.put("a", "1");

        assertThat(store.delete("a")).isEqualTo("1");

        store.flushCache();
        assertThat(Map.of("in front", store.get("a") == null, "written", written.get("a") == null))
                .doesNotContainValue(false);
    }

    /** A key whose words are put one after the other, within one commit. */
    private void put(String key, String words) {
        driver.createInputTopic("in", new StringSerializer(), new StringSerializer())
                .pipeInput(key, words);
    }

    private List<KeyValue<String, String>> changelog() {
        return driver.createOutputTopic(
                        "test-" + STORE + "-changelog", new StringDeserializer(), new StringDeserializer())
                .readKeyValuesToList();
    }

    private final class PutAll extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            KeyValueStore<String, String> store =
                    Objects.requireNonNull(context().getStateStore(STORE));
            for (String word : record.value().split(" ")) {
                if (!word.isEmpty()) {
                    store.put(record.key(), word);
                    found.add(store.get(record.key()));
                }
            }
        }
    }
}
