package io.tunnelwatch.ingest.document;

import java.util.Arrays;
import javax.xml.stream.XMLStreamReader;

/** The characters of a text, which may be a secret. */
final class XmlText {
    private char[] characters = new char[256];
    private int length;

    void add(XMLStreamReader in) throws UnreadableXmlException {
        int more = in.getTextLength();
        if (length + more > BodyLimits.TEXT) {
            throw new UnreadableXmlException(in.getLocation().getCharacterOffset());
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
