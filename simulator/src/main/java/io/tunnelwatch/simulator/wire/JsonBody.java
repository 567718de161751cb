package io.tunnelwatch.simulator.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes JSON, straight into bytes: a page of 50 connections is some 70 kB. */
final class JsonBody implements Body {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
    private final JsonGenerator json;

    JsonBody() {
        try {
            json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8);
            json.writeStartObject();
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    @Override
    public Body text(String name, @Nullable String value) {
        return value == null ? this : write(() -> json.writeStringField(name, value));
    }

    @Override
    public Body number(String name, long value) {
        return write(() -> json.writeNumberField(name, value));
    }

    @Override
    public Body flag(String name, boolean value) {
        return write(() -> json.writeBooleanField(name, value));
    }

    @Override
    public Body link(String name, String value) {
        return text(name, value);
    }

    @Override
    public Body object(String name, Consumer<Body> fields) {
        write(() -> json.writeObjectFieldStart(name));
        fields.accept(this);
        return write(json::writeEndObject);
    }

    @Override
    public <T> Body list(String name, Iterable<T> items, BiConsumer<Body, T> fields) {
        write(() -> json.writeArrayFieldStart(name));
        for (T item : items) {
            write(json::writeStartObject);
            fields.accept(this, item);
            write(json::writeEndObject);
        }
        return write(json::writeEndArray);
    }

    @Override
    public byte[] finish() {
        write(() -> {
            json.writeEndObject();
            json.close();
        });
        return bytes.toByteArray();
    }

    private Body write(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException("writing to memory failed", e);
    }

    private interface Step {
        void run() throws IOException;
    }
}
