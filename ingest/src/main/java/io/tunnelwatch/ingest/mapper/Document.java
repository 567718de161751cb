package io.tunnelwatch.ingest.mapper;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body, read from front to back, in whatever it is written: objects, lists and texts. It stands on one value at a time,
 * at first on the outermost. Each value is entered, read or skipped, exactly once.
 */
interface Document extends Closeable {
    /** Enters an object, or passes over what is none. */
    boolean enterObject() throws IOException;

    /** Moves to the next field of the object entered last, and to its value. Null: the object is over, and left. */
    @Nullable
    String nextField() throws IOException;

    /** Whether a list stands here that has no wrapper. */
    boolean isList() throws IOException;

    /** Enters a list, or passes over what is none. */
    boolean enterList() throws IOException;

    /** Moves to the next item of the list entered last. False: the list is over, and left. */
    boolean nextItem() throws IOException;

    /** Numbers and booleans are texts too; what is null, an object or a list is empty. */
    String text() throws IOException;

    /** Of a text that never becomes a String. */
    String fingerprint(Fingerprints fingerprints) throws IOException;

    void skip() throws IOException;

    /** Whether nothing follows the outermost value. */
    boolean isOver() throws IOException;
}
