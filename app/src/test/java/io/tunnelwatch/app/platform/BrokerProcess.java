package io.tunnelwatch.app.platform;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM that a test may kill. Prints its address, then waits for ever. */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var broker = EmbeddedBroker.start(Path.of(arguments[0]), 0);
        System.out.println("BROKER " + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
