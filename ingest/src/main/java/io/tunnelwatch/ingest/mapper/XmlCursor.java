package io.tunnelwatch.ingest.mapper;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Moves through XML: no document type, no entity but XML's own five, nothing fetched, nothing deeper or with longer names than
 * any answer has. What it cannot read it does not quote.
 */
final class XmlCursor implements AutoCloseable {
    private final XMLStreamReader in;
    private int depth;

    private XmlCursor(XMLStreamReader in) {
        this.in = in;
    }

    static XmlCursor of(byte[] body) throws NoXmlException {
        try {
            // Whether one factory may serve several threads is left open by its makers.
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setXMLResolver((publicId, systemId, base, namespace) -> {
                throw new XMLStreamException("nothing is fetched");
            });
            return new XmlCursor(factory.createXMLStreamReader(new ByteArrayInputStream(body)));
        } catch (XMLStreamException e) {
            throw new NoXmlException(-1);
        }
    }

    /** The one place where the reader moves. Its messages quote what it could not read: the place must do. */
    int next() throws NoXmlException {
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
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw refused();
            default -> {
                // no matter
            }
        }
        if (depth > Limits.DEPTH || (event == XMLStreamConstants.START_ELEMENT && name().length() > Limits.NAME)) {
            throw refused();
        }
        return event;
    }

    /** To the next start or end of an element. */
    int nextTag() throws NoXmlException {
        int event = next();
        while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
            event = next();
        }
        return event;
    }

    /** Where it stands. */
    int event() {
        return in.getEventType();
    }

    /** Of the element that it stands on. */
    String name() {
        return in.getLocalName();
    }

    /** How many elements it is in, the one that it stands on the start of included. */
    int depth() {
        return depth;
    }

    void addTo(XmlText text) throws NoXmlException {
        text.add(in);
    }

    /** What stands here is well-formed, and no answer. */
    NoXmlException refused() {
        return new NoXmlException(in.getLocation().getCharacterOffset());
    }

    @Override
    public void close() throws NoXmlException {
        try {
            in.close();
        } catch (XMLStreamException e) {
            throw new NoXmlException(-1);
        }
    }
}
