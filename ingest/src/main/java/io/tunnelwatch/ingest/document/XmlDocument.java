package io.tunnelwatch.ingest.document;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;

/**
 * A body in XML as the API writes it: an element with child elements is an object, any other is a text, and a list is a run of
 * adjacent elements with one name.
 */
public final class XmlDocument implements Document {
    private final XmlCursor in;
    private final Deque<Entered> entered = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final XmlText text = new XmlText();
    private State state = State.FRESH;
    private String name = "";
    private int objects;
    private int valueDepth;

    /** Returns whether the value came from a list, so that others of its name may follow. */
    private boolean listed = true;

    /** Returns whether the reader is already at the event after the value. */
    private boolean ahead;

    /** The state of the current value. */
    private enum State {
        /** The reader is at its start. */
        FRESH,
        /** An object; the reader is at the start of its first field. */
        OBJECT,
        /** A text, which was read; the reader is at its end. */
        TEXT,
        /** A value that was entered and left, read or skipped. */
        DONE
    }

    /** An object and the names of its fields so far. Duplicates are refused: readers disagree on which of two values counts. */
    private record Entered(Set<String> fields) {}

    /** A list of elements of this name. */
    private static final class Run {
        private final String name;
        private boolean begun;

        Run(String name) {
            this.name = name;
        }
    }

    private XmlDocument(XmlCursor in) {
        this.in = in;
    }

    /** Returns whether a body can only be XML. */
    public static boolean looksLikeIt(byte[] body) {
        for (int i = 0; i < body.length && i < 64; i++) {
            int octet = body[i] & 0xff;
            boolean markOrBlank = octet <= ' ' || octet >= 0x80;
            if (!markOrBlank) {
                return octet == '<';
            }
        }
        return false;
    }

    public static XmlDocument of(byte[] body) throws IOException {
        var document = new XmlDocument(XmlCursor.of(body));
        document.toOutermost();
        return document;
    }

    private void toOutermost() throws IOException {
        while (in.next() != XMLStreamConstants.START_ELEMENT) {
            // comments, and the declaration
        }
        stand();
    }

    @Override
    public boolean enterObject() throws IOException {
        claim();
        examine();
        if (state == State.TEXT) {
            text.wipe();
            state = State.DONE;
            return false;
        }
        if (++objects > BodyLimits.OBJECTS) {
            throw in.refused();
        }
        entered.push(new Entered(new HashSet<>()));
        return true;
    }

    @Override
    public @Nullable String nextField() throws IOException {
        int event = state == State.OBJECT || ahead ? in.event() : in.nextTag();
        ahead = false;
        if (event == XMLStreamConstants.END_ELEMENT) {
            entered.pop();
            state = State.DONE;
            return null;
        }
        stand();
        listed = false;
        return name;
    }

    /** Always false: only the next element shows whether this one belongs to a list. */
    @Override
    public boolean isList() {
        return false;
    }

    @Override
    public boolean enterList() throws IOException {
        claim();
        examine();
        runs.push(new Run(name));
        return true;
    }

    @Override
    public boolean nextItem() throws IOException {
        Run run = runs.element();
        if (!run.begun) {
            run.begun = true;
            listed = true;
            return true;
        }
        if (in.nextTag() == XMLStreamConstants.START_ELEMENT && in.name().equals(run.name)) {
            stand();
            listed = true;
            return true;
        }
        ahead = true;
        runs.pop();
        state = State.DONE;
        return false;
    }

    @Override
    public String text() throws IOException {
        if (!isText()) {
            return "";
        }
        String read = text.toString();
        text.wipe();
        return read;
    }

    @Override
    public String fingerprint(Fingerprints fingerprints) throws IOException {
        return isText() ? text.fingerprint(fingerprints) : "";
    }

    private boolean isText() throws IOException {
        claim();
        examine();
        if (state == State.TEXT) {
            state = State.DONE;
            return true;
        }
        skip();
        return false;
    }

    @Override
    public void skip() throws IOException {
        while (in.depth() >= valueDepth) {
            in.next();
        }
        text.wipe();
        state = State.DONE;
    }

    @Override
    public boolean isOver() throws IOException {
        while (in.next() != XMLStreamConstants.END_DOCUMENT) {
            // comments; anything else is refused by the reader
        }
        return true;
    }

    private void stand() throws IOException {
        name = in.name();
        valueDepth = in.depth();
        state = State.FRESH;
    }

    /** Refuses duplicates of fields that are read; a duplicate of a skipped field does no harm. */
    private void claim() throws IOException {
        if (!listed && !entered.element().fields().add(name)) {
            throw in.refused();
        }
        listed = true;
    }

    /** Determines whether the value is a text or an object. */
    private void examine() throws IOException {
        while (state == State.FRESH) {
            switch (in.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    in.addTo(text);
                case XMLStreamConstants.START_ELEMENT -> {
                    text.wipe();
                    state = State.OBJECT;
                }
                case XMLStreamConstants.END_ELEMENT -> state = State.TEXT;
                default -> {
                    // comments
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        text.wipe();
        in.close();
    }
}
