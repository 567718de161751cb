package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.files.AtomicFile;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cache of the intervals on disk, with the offsets up to which the topic was read. It saves a start the reading of a year. If
 * anything is odd about it the topic is read from its beginning instead, so it can be missing but never wrong.
 */
final class IntervalCache {
    private static final Logger LOG = LoggerFactory.getLogger(IntervalCache.class);

    /** Changes with the layout of the file. */
    private static final int LAYOUT = 0x54570001;

    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final Path file;

    IntervalCache(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("intervals.snapshot");
    }

    /**
     * Position in the topic up to which a snapshot reaches.
     *
     * @param topicId changes when the topic is deleted and created again
     * @param offsets next offset by partition
     */
    record Position(String topicId, TreeMap<Integer, Long> offsets) {}

    void write(Position position, Intervals intervals) {
        try {
            PrivateDirectory.make(directory);
            AtomicFile.writePrivately(file, plain -> {
                var checked = new CheckedOutputStream(plain, new CRC32());
                var out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER));
                write(out, position, intervals);
                out.flush();
                out.writeLong(checked.getChecksum().getValue());
                out.flush();
            });
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("The cache of intervals cannot be written; the next start reads them from the topic");
        }
    }

    private static void write(DataOutputStream out, Position position, Intervals intervals) throws IOException {
        out.writeInt(LAYOUT);
        out.writeUTF(position.topicId());
        out.writeInt(position.offsets().size());
        for (var it : position.offsets().entrySet()) {
            out.writeInt(it.getKey());
            out.writeLong(it.getValue());
        }
        var labels = new HashMap<FacetLabel, Integer>();
        out.writeInt(intervals.timelines().size());
        for (var entity : intervals.timelines().entrySet()) {
            out.writeUTF(entity.getKey());
            var timelines = Map.copyOf(entity.getValue());
            out.writeInt(timelines.size());
            for (var timeline : timelines.entrySet()) {
                out.writeUTF(timeline.getKey().name());
                out.writeInt(timeline.getValue().size());
                timeline.getValue().forEach((from, to, lateness, label) -> {
                    out.writeLong(from);
                    out.writeLong(to);
                    out.writeInt(lateness);
                    write(out, labels, label);
                });
            }
        }
    }

    /** Writes a label in full the first time, and then only its number. */
    private static void write(DataOutputStream out, Map<FacetLabel, Integer> known, FacetLabel label)
            throws IOException {
        Integer number = known.get(label);
        if (number == null) {
            out.writeInt(known.size());
            known.put(label, known.size());
            out.writeUTF(label.state().name());
            out.writeUTF(label.reason().name());
            out.writeUTF(label.raw());
            out.writeUTF(label.closeReason() == null ? "" : label.closeReason().name());
        } else {
            out.writeInt(number);
        }
    }

    /** Reads the snapshot into the intervals; empty if there is none, or none that can be trusted. */
    Optional<Position> read(String topicId, Intervals into) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!isWhole()) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .log("The cache of intervals is damaged; they are read from the topic");
            return Optional.empty();
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            return in.readInt() == LAYOUT && in.readUTF().equals(topicId)
                    ? Optional.of(read(in, topicId, into))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // Written by another version. Intervals taken from it so far do no harm: the topic repeats them.
            return Optional.empty();
        }
    }

    private boolean isWhole() {
        try (var channel = FileChannel.open(file)) {
            long body = channel.size() - Long.BYTES;
            var sum = new CRC32();
            var buffer = ByteBuffer.allocate(BUFFER);
            for (long at = 0; at < body; at += buffer.limit()) {
                read(channel, buffer.clear().limit((int) Math.min(BUFFER, body - at)));
                sum.update(buffer);
                buffer.flip();
            }
            read(channel, buffer.clear().limit(Long.BYTES));
            return buffer.getLong() == sum.getValue();
        } catch (IOException e) {
            return false;
        }
    }

    private static void read(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("it ends too early");
            }
        }
        buffer.flip();
    }

    private static Position read(DataInputStream in, String topicId, Intervals into) throws IOException {
        var offsets = new TreeMap<Integer, Long>();
        int partitions = in.readInt();
        for (int i = 0; i < partitions; i++) {
            offsets.put(in.readInt(), in.readLong());
        }
        List<FacetLabel> labels = new ArrayList<>();
        int entities = in.readInt();
        for (int i = 0; i < entities; i++) {
            String entity = in.readUTF();
            int timelines = in.readInt();
            for (int timeline = 0; timeline < timelines; timeline++) {
                FacetKind facet = FacetKind.valueOf(in.readUTF());
                int size = in.readInt();
                for (int row = 0; row < size; row++) {
                    long from = in.readLong();
                    long to = in.readLong();
                    int lateness = in.readInt();
                    into.put(entity, facet, from, to, from - lateness, label(in, labels));
                }
            }
        }
        return new Position(topicId, offsets);
    }

    private static FacetLabel label(DataInputStream in, List<FacetLabel> labels) throws IOException {
        int number = in.readInt();
        if (number == labels.size()) {
            labels.add(new FacetLabel(
                    FacetState.valueOf(in.readUTF()),
                    FacetReason.valueOf(in.readUTF()),
                    in.readUTF(),
                    closeReason(in.readUTF())));
        }
        return labels.get(number);
    }

    private static @org.jspecify.annotations.Nullable CloseReason closeReason(String name) {
        return name.isEmpty() ? null : CloseReason.valueOf(name);
    }
}
