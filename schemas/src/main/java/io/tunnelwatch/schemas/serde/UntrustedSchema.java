package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Parses a schema from outside. Avro follows its nesting by recursion, so a deep one would end in a StackOverflowError. */
public final class UntrustedSchema {
    /** JSON nesting depth. A level of Avro takes up to four; our schemas have 20. */
    private static final int DEEPEST = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private UntrustedSchema() {}

    /**
     * Parses a schema.
     *
     * @throws SchemaParseException if the text is not a schema, or is too long or too deep
     */
    public static Schema parse(String text, int mostCharacters) {
        if (text.length() > mostCharacters) {
            throw new SchemaParseException("it is longer than " + mostCharacters + " characters");
        }
        refuseDepth(text);
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw e;
        } catch (AvroRuntimeException | NullPointerException e) { // Avro throws the latter for an undefined name
            throw new SchemaParseException(e);
        }
    }

    private static void refuseDepth(String text) {
        try (var parser = JSON.createParser(text)) {
            var token = parser.nextToken();
            while (token != null) {
                token = parser.nextToken(); // counts the levels
            }
        } catch (JsonProcessingException e) {
            throw new SchemaParseException("it is not JSON with at most " + DEEPEST + " levels");
        } catch (IOException e) { // cannot happen: the text is in memory
            throw new UncheckedIOException(e);
        }
    }
}
