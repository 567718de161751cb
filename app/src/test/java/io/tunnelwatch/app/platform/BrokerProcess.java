package io.tunnelwatch.app.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM that a test may kill. Prints its address, then waits for ever. */
public final class BrokerProcess {
    private static final String ADDRESS = "BROKER ";

    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var broker = EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println(ADDRESS + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }

    /** Returns at once; a caller that needs the address waits until the broker is ready. */
    static Process launch(Path directory) throws IOException {
        return launch(directory, 0);
    }

    /** The same, on this port: clients find the broker again after a restart. */
    public static Process launch(Path directory, int port) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits until the broker is ready. */
    public static String address(Process process) {
        return process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .filter(it -> it.startsWith(ADDRESS))
                .findFirst()
                .orElseThrow()
                .substring(ADDRESS.length());
    }
}
