package io.tunnelwatch.processor.domain.observation;

/**
 * A 64-bit hash of texts in order: FNV-1a over their characters. Not collision-resistant: an attacker could at most hide a
 * configuration change of their own. It is stored: a changed algorithm makes every configuration be compared in full once.
 */
public final class TextHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /** Ends each text; a lone surrogate, which no text contains. */
    private static final int END = 0xd800;

    private long value = OFFSET;

    public TextHash add(String text) {
        long next = value;
        for (int i = 0; i < text.length(); i++) {
            next = (next ^ text.charAt(i)) * PRIME;
        }
        value = (next ^ END) * PRIME;
        return this;
    }

    public long value() {
        return value;
    }
}
