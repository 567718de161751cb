package io.tunnelwatch.bench.flink;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Writes bytes as they are. */
public final class ImmutableBytesSerializer extends ImmutableSerializer<byte[]> {
    @Override
    byte[] encode(byte[] it) {
        return it;
    }

    @Override
    byte[] decode(byte[] bytes) {
        return bytes;
    }

    @Override
    public TypeSerializerSnapshot<byte[]> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Found by Flink by its name, with a constructor without arguments. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<byte[]> {
        public Snapshot() {
            super(ImmutableBytesSerializer::new);
        }
    }
}
