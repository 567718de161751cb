package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A disk in memory, which a test can fill; only a user who may mount gets one. */
final class SmallDisk {
    static final long FLOOR_BYTES = 64L << 20;
    private static final String BALLAST = "ballast";
    private static final int CHUNK = 1 << 20;
    private static final int PAGE = 4 << 10;

    private SmallDisk() {}

    /** Mounts a disk of half a gigabyte, enough for a broker. */
    static boolean mount(Path directory) throws IOException, InterruptedException {
        return mount(directory, 512);
    }

    static boolean mount(Path directory, int mebibytes) throws IOException, InterruptedException {
        String options = "size=" + mebibytes + "m,mode=0700";
        return run("mount", "-t", "tmpfs", "-o", options, "tunnelwatch-test", directory.toString());
    }

    static void unmount(Path directory) throws IOException, InterruptedException {
        run("umount", "-l", directory.toString());
    }

    /** Fills the disk until less is free than required. */
    static void fill(Path directory) throws IOException {
        fill(directory, FLOOR_BYTES / 2, CHUNK);
    }

    /** Fills the disk to its last byte. */
    static void fillUp(Path directory) throws IOException {
        fill(directory, 0, PAGE);
    }

    private static void fill(Path directory, long free, int chunk) throws IOException {
        var zeros = ByteBuffer.allocate(chunk);
        try (var file =
                FileChannel.open(directory.resolve(BALLAST), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(directory).getUsableSpace() > free) {
                file.write(zeros.rewind());
            }
        }
    }

    static void makeRoom(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(BALLAST));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
