package io.tunnelwatch.runtime.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk whose process is killed before a certain step: nothing happens after it, not even a finally block. */
final class LosingDisk implements Disk {
    private final int steps;
    private final List<String> done = new ArrayList<>();

    /** @param steps number of steps before the kill */
    LosingDisk(int steps) {
        this.steps = steps;
    }

    List<String> done() {
        return done;
    }

    private void step(String name) throws IOException {
        if (done.size() == steps) {
            throw new IOException("killed before " + name);
        }
        done.add(name);
    }

    @Override
    public FileChannel create(Path file, boolean isPrivate) throws IOException {
        step("create");
        return REAL.create(file, isPrivate);
    }

    @Override
    public OutputStream into(FileChannel channel) {
        OutputStream out = REAL.into(channel);
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length / 2); // the kill comes in the middle of a write
                step("write");
                out.write(bytes, offset + length / 2, length - length / 2);
            }
        };
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        step("force");
        REAL.force(channel);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step("move");
        REAL.move(from, to);
    }

    @Override
    public void link(Path from, Path to) throws IOException {
        step("link");
        REAL.link(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step("delete");
        REAL.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("force directory");
        REAL.forceDirectory(directory);
    }
}
