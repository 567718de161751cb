package io.tunnelwatch.ingest.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body in JSON (RFC 8259), read within limits. */
public final class JsonDocument implements Document {
    /** No response of this API comes near any of these; Jackson's default for the length of a document is unlimited. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(BodyLimits.DEPTH)
            .maxStringLength(BodyLimits.TEXT)
            .maxNumberLength(64)
            .maxNameLength(BodyLimits.NAME)
            .maxDocumentLength(BodyLimits.DOCUMENT)
            .build();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .build();

    private final JsonParser in;
    private final DuplicateFields names = new DuplicateFields();
    private int objects;

    private JsonDocument(JsonParser in) {
        this.in = in;
    }

    public static JsonDocument of(byte[] body) throws IOException {
        if (!Utf8.is(body)) {
            throw new CharConversionException("no UTF-8");
        }
        JsonParser in = JSON.createParser(body);
        in.nextToken();
        return new JsonDocument(in);
    }

    @Override
    public boolean enterObject() throws IOException {
        boolean entered = enter(JsonToken.START_OBJECT);
        if (entered) {
            if (++objects > BodyLimits.OBJECTS) {
                throw new StreamConstraintsException("more objects than any answer of this API has");
            }
            names.enter();
        }
        return entered;
    }

    @Override
    public @Nullable String nextField() throws IOException {
        String name = in.nextFieldName();
        if (name == null) {
            names.leave();
            return null;
        }
        if (!names.add(name)) {
            throw new JsonParseException(in, "a name occurs twice");
        }
        in.nextToken();
        return name;
    }

    @Override
    public boolean isList() {
        return in.currentToken() == JsonToken.START_ARRAY;
    }

    @Override
    public boolean enterList() throws IOException {
        return enter(JsonToken.START_ARRAY);
    }

    @Override
    public boolean nextItem() throws IOException {
        return in.nextToken() != JsonToken.END_ARRAY;
    }

    private boolean enter(JsonToken start) throws IOException {
        if (in.currentToken() == start) {
            return true;
        }
        skip();
        return false;
    }

    @Override
    public String text() throws IOException {
        return isText() ? in.getText() : "";
    }

    @Override
    public String fingerprint(Fingerprints fingerprints) throws IOException {
        return isText() ? fingerprints.of(in.getTextCharacters(), in.getTextOffset(), in.getTextLength()) : "";
    }

    private boolean isText() throws IOException {
        JsonToken token = in.currentToken();
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            return true;
        }
        skip();
        return false;
    }

    @Override
    public void skip() throws IOException {
        in.skipChildren();
    }

    @Override
    public boolean isOver() throws IOException {
        return in.nextToken() == null;
    }

    /** The position of an error. Jackson's message would quote the unreadable text, which may be half of a secret. */
    public static String place(JsonProcessingException e) {
        var place = e.getLocation();
        return place == null ? "?" : Long.toString(place.getByteOffset());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
