package io.tunnelwatch.ingest.mapper;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that the parser stands on as what it should be. The same quantity is a number at a connection and a
 * string at its tunnel, so each accepts the other's spelling; what cannot be read is absent, and never more than itself.
 * Every method leaves the parser on the last token of the value.
 */
final class Fields {
    private Fields() {}

    /** Reads the value of one field, or skips it. */
    @FunctionalInterface
    interface Field {
        void read(String name) throws IOException;
    }

    /** Reads one item of an array. */
    @FunctionalInterface
    interface Item {
        void read() throws IOException;
    }

    /** The fields of an object; anything else stands for an object without fields, and false is returned. */
    static boolean each(JsonParser in, Field field) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return false;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            field.read(name);
        }
        return true;
    }

    /** The objects of an array, however deep the lists are wrapped in an object with one field of this name. */
    static void eachObject(JsonParser in, String wrapper, Item item) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            each(in, name -> {
                if (name.equals(wrapper)) {
                    objects(in, item);
                } else {
                    in.skipChildren();
                }
            });
        } else {
            objects(in, item);
        }
    }

    private static void objects(JsonParser in, Item item) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.START_OBJECT) {
                item.read();
            } else {
                in.skipChildren();
            }
        }
    }

    static String text(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL || !in.currentToken().isScalarValue()) {
            in.skipChildren();
            return "";
        }
        return in.getText();
    }

    static @Nullable Boolean bool(JsonParser in) throws IOException {
        return switch (text(in).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> null;
        };
    }

    static @Nullable Long int64(JsonParser in) throws IOException {
        try {
            return Long.valueOf(text(in).strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Integer int32(JsonParser in) throws IOException {
        Long value = int64(in);
        return value == null || value.intValue() != value ? null : (Integer) value.intValue();
    }

    static String fingerprint(JsonParser in, Fingerprints fingerprints) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL || !in.currentToken().isScalarValue()) {
            in.skipChildren();
            return "";
        }
        return fingerprints.of(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
    }
}
