package io.tunnelwatch.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes XML. */
final class XmlBody implements Body {
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
    private final XMLStreamWriter xml;

    XmlBody(String root) {
        try {
            xml = FACTORY.createXMLStreamWriter(bytes, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement(root);
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
    }

    @Override
    public Body text(String name, @Nullable String value) {
        return value == null
                ? this
                : write(() -> {
                    xml.writeStartElement(name);
                    xml.writeCharacters(value);
                    xml.writeEndElement();
                });
    }

    @Override
    public Body number(String name, long value) {
        return text(name, Long.toString(value));
    }

    @Override
    public Body flag(String name, boolean value) {
        return text(name, Boolean.toString(value));
    }

    @Override
    public Body link(String name, String value) {
        return write(() -> {
            xml.writeStartElement(name);
            xml.writeCData(value);
            xml.writeEndElement();
        });
    }

    @Override
    public Body object(String name, Consumer<Body> fields) {
        write(() -> xml.writeStartElement(name));
        fields.accept(this);
        return write(xml::writeEndElement);
    }

    @Override
    public <T> Body list(String name, Iterable<T> items, BiConsumer<Body, T> fields) {
        for (T item : items) {
            object(name, it -> fields.accept(it, item));
        }
        return this;
    }

    @Override
    public byte[] finish() {
        write(() -> {
            xml.writeEndDocument();
            xml.close();
        });
        return bytes.toByteArray();
    }

    private Body write(Step step) {
        try {
            step.run();
            return this;
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
    }

    private static IllegalStateException inMemory(XMLStreamException e) {
        return new IllegalStateException("writing to memory failed", e);
    }

    private interface Step {
        void run() throws XMLStreamException;
    }
}
