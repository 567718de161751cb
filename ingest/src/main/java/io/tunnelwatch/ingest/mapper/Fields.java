package io.tunnelwatch.ingest.mapper;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values as the API means them. The same quantity is a number in one place and a string in another, so each is read as either;
 * what fits neither is absent, for one bad field must not cost a page.
 */
final class Fields {
    private static final int LONGEST_STRING = 4096;

    private final JsonParser parser;

    Fields(JsonParser parser) {
        this.parser = parser;
    }

    /** What to do with a field of this name; the parser stands at its value. */
    interface Reader {
        void read(String name) throws IOException;
    }

    /** Reads each field of the object at which the parser stands; an empty string or null where an object should be has none. */
    void object(Reader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            skip();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            reader.read(name);
        }
    }

    /** Reads each item of the array at which the parser stands; a lone object stands for an array of one. */
    void array(IoAction item) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                item.run();
            }
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            item.run();
        } else {
            skip();
        }
    }

    /** What may fail as reading does. */
    interface IoAction {
        void run() throws IOException;
    }

    String text() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING || token.isNumeric() || token.isBoolean()) {
            String value = parser.getText();
            return value.length() <= LONGEST_STRING ? value : value.substring(0, LONGEST_STRING);
        }
        skip();
        return "";
    }

    @Nullable
    Long number() throws IOException {
        String text = text().strip();
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Nullable
    Integer smallNumber() throws IOException {
        Long number = number();
        return number == null || number != number.intValue() ? null : Integer.valueOf(number.intValue());
    }

    @Nullable
    Boolean flag() throws IOException {
        return switch (text().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    List<String> commaSeparated() throws IOException {
        var parts = new ArrayList<String>();
        for (String part : text().split(",")) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    String fingerprint(Fingerprints fingerprints) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            skip();
            return "";
        }
        return fingerprints.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    void skip() throws IOException {
        parser.skipChildren();
    }
}
