package io.tunnelwatch.ingest.document;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body in any format, read from front to back: objects, lists and texts. It is positioned on one value at a time, first on
 * the outermost. Each value must be entered, read or skipped exactly once.
 */
public interface Document extends Closeable {
    /** Enters an object; skips any other value and returns false. */
    boolean enterObject() throws IOException;

    /** Moves to the next field of the object entered last, and to its value. Null: the object has ended and is left. */
    @Nullable
    String nextField() throws IOException;

    /** Returns whether the current value is a list without a wrapper object. */
    boolean isList() throws IOException;

    /** Enters a list; skips any other value and returns false. */
    boolean enterList() throws IOException;

    /** Moves to the next item of the list entered last. False: the list has ended and is left. */
    boolean nextItem() throws IOException;

    /** The value as text, numbers and booleans included; empty for null, an object or a list. */
    String text() throws IOException;

    /** The fingerprint of a text, which never becomes a String. */
    String fingerprint(Fingerprints fingerprints) throws IOException;

    void skip() throws IOException;

    /** Returns whether nothing follows the outermost value. */
    boolean isOver() throws IOException;
}
