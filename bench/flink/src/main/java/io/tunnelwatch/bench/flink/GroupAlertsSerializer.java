package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.codec.StateCodec;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import java.util.SortedMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Writes a target's group alerts as the topology does. */
public final class GroupAlertsSerializer extends ImmutableSerializer<SortedMap<AlertKey, GroupAlertState>> {
    private static final StateSerde<GroupsMemory> SERDE = new StateSerde<>(GroupsMemory.class);

    @Override
    byte[] encode(SortedMap<AlertKey, GroupAlertState> it) {
        return SERDE.serializer().serialize("", StateCodec.encode(it));
    }

    @Override
    SortedMap<AlertKey, GroupAlertState> decode(byte[] bytes) {
        return StateCodec.decode(SERDE.deserializer().deserialize("", bytes));
    }

    @Override
    public TypeSerializerSnapshot<SortedMap<AlertKey, GroupAlertState>> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Found by Flink by its name, with a constructor without arguments. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SortedMap<AlertKey, GroupAlertState>> {
        public Snapshot() {
            super(GroupAlertsSerializer::new);
        }
    }
}
