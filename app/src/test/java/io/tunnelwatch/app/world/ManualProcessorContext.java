package io.tunnelwatch.app.world;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The part of Kafka Streams that a processor uses: its stores, and a receiver of what it forwards. */
public final class ManualProcessorContext {
    private final Map<String, ByteStore<?>> stores = new TreeMap<>();
    private final List<Forwarded> forwarded = new ArrayList<>();
    private long nowMillis;

    /** A record and the node that it was forwarded to. */
    public record Forwarded(String node, String key, SpecificRecord value) {}

    public ManualProcessorContext with(ByteStore<?> store) {
        stores.put(store.name(), store);
        return this;
    }

    /** The state as changelogs would contain it. */
    public Map<String, Map<String, byte[]>> kept() {
        var kept = new TreeMap<String, Map<String, byte[]>>();
        stores.forEach((name, store) -> kept.put(name, store.kept()));
        return kept;
    }

    /** The records forwarded since the last call. */
    public List<Forwarded> drain() {
        var drained = List.copyOf(forwarded);
        forwarded.clear();
        return drained;
    }

    /** The context for the processor. */
    @SuppressWarnings("unchecked") // one interface, whatever its types
    public ProcessorContext<String, SpecificRecord> processorContext() {
        return (ProcessorContext<String, SpecificRecord>) Proxy.newProxyInstance(
                ManualProcessorContext.class.getClassLoader(),
                new Class<?>[] {ProcessorContext.class},
                (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "getStateStore" -> Objects.requireNonNull(stores.get((String) args[0]));
                        case "forward" -> forward((Record<String, SpecificRecord>) args[0], (String) args[1]);
                        case "schedule" -> (Cancellable) () -> {};
                        case "currentSystemTimeMs" -> nowMillis += 1_000;
                        case "commit" -> null;
                        case "recordMetadata" -> Optional.empty();
                        default -> throw new UnsupportedOperationException(method.toString());
                    };
                });
    }

    private @Nullable Object forward(Record<String, SpecificRecord> record, String node) {
        if (record.value() != null) {
            forwarded.add(new Forwarded(node, record.key(), record.value()));
        }
        return null;
    }
}
