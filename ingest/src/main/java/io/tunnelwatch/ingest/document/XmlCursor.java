package io.tunnelwatch.ingest.document;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Moves through XML safely: no document type, no entities except XML's own five, nothing fetched, no nesting and no names
 * beyond the limits. Its errors do not quote the text.
 */
final class XmlCursor implements AutoCloseable {
    private final XMLStreamReader in;
    private int depth;

    private XmlCursor(XMLStreamReader in) {
        this.in = in;
    }

    static XmlCursor of(byte[] body) throws UnreadableXmlException {
        try {
            // Created for each body: its makers do not say whether a factory is thread-safe.
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setXMLResolver((publicId, systemId, base, namespace) -> {
                throw new XMLStreamException("external entities are not fetched");
            });
            return new XmlCursor(factory.createXMLStreamReader(new ByteArrayInputStream(body)));
        } catch (XMLStreamException e) {
            throw new UnreadableXmlException(-1);
        }
    }

    /**
     * Advances the reader; no other method does. The reader's messages quote the text, so an error here gives only the
     * position.
     */
    int next() throws UnreadableXmlException {
        int event;
        try {
            event = in.next();
        } catch (XMLStreamException e) {
            throw new UnreadableXmlException(
                    e.getLocation() == null ? -1 : e.getLocation().getCharacterOffset());
        }
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> depth++;
            case XMLStreamConstants.END_ELEMENT -> depth--;
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw refused();
            default -> {
                // not relevant
            }
        }
        if (depth > BodyLimits.DEPTH
                || (event == XMLStreamConstants.START_ELEMENT && name().length() > BodyLimits.NAME)) {
            throw refused();
        }
        return event;
    }

    /** Advances to the next start or end of an element. */
    int nextTag() throws UnreadableXmlException {
        int event = next();
        while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            event = next();
        }
        return event;
    }

    /** The current event. */
    int event() {
        return in.getEventType();
    }

    /** The name of the current element. */
    String name() {
        return in.getLocalName();
    }

    /** The number of open elements, including the one whose start is the current event. */
    int depth() {
        return depth;
    }

    void addTo(XmlText text) throws UnreadableXmlException {
        text.add(in);
    }

    /** The error for a document that is well-formed but not an answer of this API. */
    UnreadableXmlException refused() {
        return new UnreadableXmlException(in.getLocation().getCharacterOffset());
    }

    @Override
    public void close() throws UnreadableXmlException {
        try {
            in.close();
        } catch (XMLStreamException e) {
            throw new UnreadableXmlException(-1);
        }
    }
}
