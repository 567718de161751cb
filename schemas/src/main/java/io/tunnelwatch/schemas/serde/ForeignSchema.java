package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A schema that somebody else wrote. Avro follows its nesting by recursion, and a deep one would end in a StackOverflowError.
 */
public final class ForeignSchema {
    /** Of JSON, of which a level of Avro's takes up to four; ours have 20. */
    private static final int DEEPEST = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private ForeignSchema() {}

    /**
     * Parses it.
     *
     * @throws SchemaParseException when it is none, or is longer or deeper than it may be
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
        } catch (AvroRuntimeException | NullPointerException e) { // the latter for a name that is defined nowhere
            throw new SchemaParseException(e);
        }
    }

    private static void refuseDepth(String text) {
        try (var parser = JSON.createParser(text)) {
            var token = parser.nextToken();
            while (token != null) {
                token = parser.nextToken(); // which counts the levels
            }
        } catch (JsonProcessingException e) {
            throw new SchemaParseException("it is no JSON of at most " + DEEPEST + " levels");
        } catch (IOException e) { // it is read from memory
            throw new UncheckedIOException(e);
        }
    }
}
