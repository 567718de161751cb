package io.tunnelwatch.app.interop;

import io.tunnelwatch.app.NodeProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** KafkaJS with its registry client, in a Node.js process. */
final class ThirdPartyClient {
    private ThirdPartyClient() {}

    /** The output of one of our scripts, line by line. */
    static List<String> run(String script, String... arguments) throws Exception {
        var client = NodeProject.install(Path.of("src/test/node"), Path.of("target/third-party-client"));
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        Path output = client.home().resolve("records.jsonl");
        if (client.run(command, output) != 0) {
            throw new AssertionError("The third-party client gave up: " + client.complaints());
        }
        return Files.readAllLines(output);
    }
}
