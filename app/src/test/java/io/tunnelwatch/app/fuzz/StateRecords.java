package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Any record in a changelog leads at worst to an exception: reading it neither hangs nor requests more memory than it can fill.
 * What can be read is written so that it reads the same.
 */
public final class StateRecords {
    private static final StateSerde<TargetMemory> TARGET = new StateSerde<>(TargetMemory.class);
    private static final StateSerde<GroupsMemory> GROUPS = new StateSerde<>(GroupsMemory.class);

    /** Shared, because each instance has memory outside the heap, which only a collection frees. */
    private static final ConnectionStateBytes READING = new ConnectionStateBytes();

    private static final ConnectionStateBytes WRITING = new ConnectionStateBytes();
    private static final ConnectionStateBytes READING_AGAIN = new ConnectionStateBytes();

    private StateRecords() {}

    /** The first byte selects the store. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] kept = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] & 3) {
            case 0 -> attempt(it -> TARGET.deserializer().deserialize("", it), kept);
            case 1 -> attempt(it -> GROUPS.deserializer().deserialize("", it), kept);
            case 2 -> attempt(it -> READING.gateways(it), kept);
            default -> attempt(StateRecords::comesBack, kept);
        }
    }

    private static void comesBack(byte[] kept) {
        ConnectionState state = READING.decode("vco-1", kept);
        byte[] again;
        try {
            again = WRITING.encode(state, null);
        } catch (RuntimeException e) {
            return; // nothing of ours would have written it
        }
        String id = state.snapshot().connectionId(); // records of the first version name their connection themselves
        FuzzAssertions.agree(state, READING_AGAIN.decode(id, again), "it does not come back as it was");
    }

    private static void attempt(Consumer<byte[]> reading, byte[] kept) {
        try {
            reading.accept(kept);
        } catch (RuntimeException e) {
            return; // an Error is none of these
        }
    }
}
