package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Writes a target's state as the topology does. */
public final class TargetStateSerializer extends ImmutableSerializer<TargetState> {
    private static final StateSerde<TargetMemory> SERDE = new StateSerde<>(TargetMemory.class);

    @Override
    byte[] encode(TargetState it) {
        return SERDE.serializer().serialize("", StateCodec.encode(it));
    }

    @Override
    TargetState decode(byte[] bytes) {
        return StateCodec.decode(SERDE.deserializer().deserialize("", bytes));
    }

    @Override
    public TypeSerializerSnapshot<TargetState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Found by Flink by its name, with a constructor without arguments. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<TargetState> {
        public Snapshot() {
            super(TargetStateSerializer::new);
        }
    }
}
