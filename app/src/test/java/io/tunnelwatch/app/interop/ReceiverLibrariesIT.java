package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our messages in the eyes of the receivers' own libraries: Microsoft's renderer of cards, and Slack's types of blocks. */
class ReceiverLibrariesIT {
    private static final Path MESSAGES = Path.of("../notify/src/test/resources/io/tunnelwatch/notify/receiver");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldShowEveryCardAsItIsMeant() throws Exception {
        List<JsonNode> shown = run("teams.mjs", "teams");

        assertThat(shown).hasSameSizeAs(messages("teams"));
        for (JsonNode card : shown) {
            String name = card.path("name").textValue();
            assertThat(card.path("problems")).as(name).isEmpty();
            assertThat(card.path("tags").toString()).as(name).isEqualTo("[\"button\",\"div\",\"span\"]");
            assertThat(texts(card.path("blocks"))).as(name).isEqualTo(meant(name));
            assertThat(texts(card.path("buttons"))).as(name).startsWith("Open Tunnelwatch");
        }
    }

    @Test
    void shouldSendOnlyBlocksThatSlackKnows() throws Exception {
        List<JsonNode> answers = run("slack.mjs", "slack");

        assertThat(answers).singleElement().satisfies(it -> {
            assertThat(it.path("messages").intValue())
                    .isEqualTo(messages("slack").size());
            assertThat(it.path("problems")).isEmpty();
        });
    }

    /** The texts of a card, read from its JSON: markup in them would be shown as something else. */
    private static List<String> meant(String name) throws IOException {
        JsonNode message =
                JSON.readTree(MESSAGES.resolve("teams/" + name + ".json").toFile());
        var texts = new ArrayList<String>();
        message.at("/attachments/0/content/body")
                .forEach(
                        block -> texts.add(String.join("", block.path("inlines").findValuesAsText("text"))));
        return texts;
    }

    private static List<Path> messages(String receiver) throws IOException {
        try (Stream<Path> files = Files.list(MESSAGES.resolve(receiver))) {
            List<Path> messages = files.toList();
            assertThat(messages).hasSizeGreaterThan(5);
            return messages;
        }
    }

    private static List<JsonNode> run(String script, String receiver) throws Exception {
        var node = NodeProject.install(Path.of("src/test/receivers"), Path.of("target/receivers"));
        Path output = node.home().resolve(receiver + ".jsonl");
        String messages = MESSAGES.resolve(receiver).toAbsolutePath().toString();
        if (node.run(List.of("node", script, messages), output) != 0) {
            throw new AssertionError("The receiver's library gave up: " + node.complaints());
        }
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(output)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(it -> texts.add(it.textValue()));
        return texts;
    }
}
