package io.tunnelwatch.simulator.wire;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A body being written, field by field; the same calls make JSON or XML. */
public interface Body {
    /** Null leaves the field out, which the cloud distinguishes from an empty one. */
    Body text(String name, @Nullable String value);

    Body number(String name, long value);

    Body flag(String name, boolean value);

    /** A text that XML wraps into CDATA. */
    Body link(String name, String value);

    Body object(String name, Consumer<Body> fields);

    /** In JSON an array of that name, in XML the element repeated. */
    <T> Body list(String name, Iterable<T> items, BiConsumer<Body, T> fields);

    byte[] finish();
}
