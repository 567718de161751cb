package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NodeProject;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** AsyncAPI's own parser finds nothing wrong in the document, and reads every field of every record out of it. */
class AsyncApiParserIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.json").toAbsolutePath();

    @Test
    void shouldBeReadByAsyncApisOwnParser() throws Exception {
        // Given
        var project = NodeProject.install(Path.of("src/test/asyncapi"), Path.of("target/asyncapi-parser"));

        // When
        Path output = project.home().resolve("channels.jsonl");
        int status = project.run(List.of("node", "check.mjs", DOCUMENT.toString()), output);

        // Then
        assertThat(status).as(project.complaints()).isZero();
        assertThat(fieldsByTopic(output))
                .isEqualTo(Topics.all().stream().collect(Collectors.toMap(Topic::name, AsyncApiParserIT::fields)));
    }

    private static Map<String, List<String>> fieldsByTopic(Path output) throws Exception {
        var json = new ObjectMapper();
        var channels = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(output)) {
            channels.add(json.readTree(line));
        }
        return channels.stream()
                .collect(Collectors.toMap(it -> it.path("address").asText(), it -> it.path("fields")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList()));
    }

    private static List<String> fields(Topic topic) {
        return topic.value().stream()
                .flatMap(it -> SpecificData.get().getSchema(it).getFields().stream())
                .map(Schema.Field::name)
                .toList();
    }
}
