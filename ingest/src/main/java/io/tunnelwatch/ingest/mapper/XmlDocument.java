package io.tunnelwatch.ingest.mapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * XML as the API writes it: an element with elements in it is an object, any other a text, and a list is a run of
 * neighbours of one name. No document type, no entity but XML's own five, within the same bounds as JSON.
 */
final class XmlDocument implements Document {
    private final XMLStreamReader in;
    private final Deque<Entered> entered = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Text text = new Text();
    private State state = State.FRESH;
    private String name = "";
    private int depth;
    private int objects;
    private int valueDepth;

    /** The value came from a list, so that others of its name are to be expected. */
    private boolean listed = true;

    /** The reader stands on what follows the value already. */
    private boolean ahead;

    /** Of the value that the document stands on. */
    private enum State {
        /** The reader stands on its start. */
        FRESH,
        /** It is an object, and the reader stands on the start of its first field. */
        OBJECT,
        /** It is a text, which was read, and the reader stands on its end. */
        TEXT,
        /** It was entered and left, read or skipped. */
        DONE
    }

    /** An object, and the names of its fields so far: of two of one name, one reader believes the first, another the second. */
    private record Entered(Set<String> fields) {}

    /** A list of elements of this name. */
    private static final class Run {
        private final String name;
        private boolean begun;

        Run(String name) {
            this.name = name;
        }
    }

    private XmlDocument(XMLStreamReader in) {
        this.in = in;
    }

    /** Whether a body can be XML only. */
    static boolean looksLikeIt(byte[] body) {
        for (int i = 0; i < body.length && i < 64; i++) {
            int octet = body[i] & 0xff;
            boolean markOrBlank = octet <= ' ' || octet >= 0x80;
            if (!markOrBlank) {
                return octet == '<';
            }
        }
        return false;
    }

    static XmlDocument of(byte[] body) throws IOException {
        try {
            // Whether one factory may serve several threads is left open by its makers.
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setXMLResolver((publicId, systemId, base, namespace) -> {
                throw new XMLStreamException("nothing is fetched");
            });
            var document = new XmlDocument(factory.createXMLStreamReader(new ByteArrayInputStream(body)));
            document.toOutermost();
            return document;
        } catch (XMLStreamException e) {
            throw new NoXmlException(-1);
        }
    }

    private void toOutermost() throws IOException {
        while (next() != XMLStreamConstants.START_ELEMENT) {
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
        if (++objects > Limits.OBJECTS) {
            throw new NoXmlException(place());
        }
        entered.push(new Entered(new HashSet<>()));
        return true;
    }

    @Override
    public @Nullable String nextField() throws IOException {
        int event = state == State.OBJECT || ahead ? in.getEventType() : nextTag();
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

    /** Whether it is one shows only when the next element comes. */
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
        if (nextTag() == XMLStreamConstants.START_ELEMENT && in.getLocalName().equals(run.name)) {
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
        while (depth >= valueDepth) {
            next();
        }
        text.wipe();
        state = State.DONE;
    }

    @Override
    public boolean isOver() throws IOException {
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // comments; anything else is refused by the reader
        }
        return true;
    }

    private void stand() throws IOException {
        name = in.getLocalName();
        valueDepth = depth;
        state = State.FRESH;
    }

    /** What is skipped may stand there twice: nobody reads it. */
    private void claim() throws IOException {
        if (!listed && !entered.element().fields().add(name)) {
            throw new NoXmlException(place());
        }
        listed = true;
    }

    /** Finds out what the value is. */
    private void examine() throws IOException {
        while (state == State.FRESH) {
            switch (next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text.add(in);
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

    private int nextTag() throws IOException {
        int event = next();
        while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            event = next();
        }
        return event;
    }

    /** The one place where the reader moves. Its messages quote what it could not read: the place must do. */
    private int next() throws IOException {
        int event;
        try {
            event = in.next();
        } catch (XMLStreamException e) {
            throw new NoXmlException(
                    e.getLocation() == null ? -1 : e.getLocation().getCharacterOffset());
        }
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> depth++;
            case XMLStreamConstants.END_ELEMENT -> depth--;
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new NoXmlException(place());
            default -> {
                // no matter
            }
        }
        if (depth > Limits.DEPTH
                || (event == XMLStreamConstants.START_ELEMENT
                        && in.getLocalName().length() > Limits.NAME)) {
            throw new NoXmlException(place());
        }
        return event;
    }

    private int place() {
        return in.getLocation().getCharacterOffset();
    }

    @Override
    public void close() throws IOException {
        text.wipe();
        try {
            in.close();
        } catch (XMLStreamException e) {
            throw new NoXmlException(-1);
        }
    }

    /** The characters of a text, which may be a secret. */
    private static final class Text {
        private char[] characters = new char[256];
        private int length;

        void add(XMLStreamReader in) throws IOException {
            int more = in.getTextLength();
            if (length + more > Limits.TEXT) {
                throw new NoXmlException(in.getLocation().getCharacterOffset());
            }
            if (length + more > characters.length) {
                char[] larger = new char[Math.max(length + more, characters.length * 2)];
                System.arraycopy(characters, 0, larger, 0, length);
                Arrays.fill(characters, '\0');
                characters = larger;
            }
            System.arraycopy(in.getTextCharacters(), in.getTextStart(), characters, length, more);
            length += more;
        }

        String fingerprint(Fingerprints fingerprints) {
            String fingerprint = fingerprints.of(characters, 0, length);
            wipe();
            return fingerprint;
        }

        void wipe() {
            Arrays.fill(characters, 0, length, '\0');
            length = 0;
        }

        @Override
        public String toString() {
            return new String(characters, 0, length);
        }
    }

    /** Holds nothing of the body. */
    static final class NoXmlException extends IOException {
        private static final long serialVersionUID = 1L;

        NoXmlException(int place) {
            super("the body is no XML of this API from character " + place);
        }
    }
}
