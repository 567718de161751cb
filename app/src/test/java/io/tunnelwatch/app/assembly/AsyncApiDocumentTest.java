package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class AsyncApiDocumentTest {
    private static final Path COMMITTED = Path.of("..", "docs", "asyncapi.json");

    @Test
    void shouldBeWhatStandsInTheDocumentation() throws Exception {
        assertThat(Files.readString(COMMITTED))
                .as("docs/asyncapi.json: bin/tunnelwatch topics --asyncapi > docs/asyncapi.json")
                .isEqualTo(AsyncApiDocument.text());
    }

    @Test
    void shouldDescribeEveryTopicWithItsSchema() throws Exception {
        JsonNode document = new ObjectMapper().readTree(AsyncApiDocument.text());
        assertThat(document.path("channels")).hasSameSizeAs(Topics.all());
        for (Topic topic : Topics.all()) {
            JsonNode channel = document.path("channels")
                    .valueStream()
                    .filter(it -> it.path("address").asText().equals(topic.name()))
                    .findAny()
                    .orElseThrow();
            JsonNode message = document.at(channel.path("messages")
                    .elements()
                    .next()
                    .path("$ref")
                    .asText()
                    .substring(1));
            topic.value().ifPresent(type -> assertThat(
                            canonical(message.at("/payload/schema").toString()))
                    .isEqualTo(canonical(SpecificData.get().getSchema(type).toString())));
        }
    }

    @Test
    void shouldNameNoClassOfJava() {
        assertThat(AsyncApiDocument.text()).doesNotContain("avro.java", "java.lang");
    }

    private static String canonical(String schema) {
        return SchemaNormalization.toParsingForm(new Schema.Parser().parse(schema));
    }
}
