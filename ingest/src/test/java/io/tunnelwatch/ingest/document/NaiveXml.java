package io.tunnelwatch.ingest.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** The same tree from XML, read with the DOM. */
public final class NaiveXml {
    /** Lists, of one item or many. */
    private static final Set<String> LISTS = Set.of("VpnConnection", "TunnelOptions");

    private static final DocumentBuilder PARSER = builder();

    private NaiveXml() {}

    public static Optional<Map<String, Object>> object(byte[] body) {
        try {
            Object value = value(PARSER.parse(new ByteArrayInputStream(body)).getDocumentElement());
            return value instanceof Map<?, ?> map ? Optional.of(cast(map)) : Optional.empty();
        } catch (SAXException | IOException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static DocumentBuilder builder() {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // throws and prints nothing
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(Element element) {
        var fields = new LinkedHashMap<String, Object>();
        for (Node it = element.getFirstChild(); it != null; it = it.getNextSibling()) {
            if (it instanceof Element child) {
                Object value = LISTS.contains(child.getLocalName()) ? List.of(value(child)) : value(child);
                fields.merge(child.getLocalName(), value, NaiveXml::both);
            }
        }
        return fields.isEmpty() ? element.getTextContent() : fields;
    }

    private static Object both(Object before, Object after) {
        var all = new ArrayList<Object>(before instanceof List<?> list ? list : List.of(before));
        all.addAll(after instanceof List<?> list ? list : List.of(after));
        return all;
    }

    /** Whether a name is duplicated somewhere outside of a list, so that no reading is certain. */
    public static boolean isAmbiguous(byte[] body) {
        try {
            return isAmbiguous(PARSER.parse(new ByteArrayInputStream(body)).getDocumentElement());
        } catch (SAXException | IOException e) {
            return false;
        }
    }

    private static boolean isAmbiguous(Element element) {
        var names = new HashSet<String>();
        String before = "";
        for (Node it = element.getFirstChild(); it != null; it = it.getNextSibling()) {
            if (it instanceof Element child) {
                String name = child.getLocalName();
                boolean nextItem = name.equals(before) && value(child) instanceof Map;
                if ((!names.add(name) && !nextItem) || isAmbiguous(child)) {
                    return true;
                }
                before = name;
            }
        }
        return false;
    }
}
