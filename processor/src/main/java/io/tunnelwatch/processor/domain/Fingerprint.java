package io.tunnelwatch.processor.domain;

/**
 * Of many texts in their order, 64 bits that differ when one of them does: FNV-1a, by characters. It keeps nobody out who makes
 * two alike on purpose, who would only hide a change of his own. It is remembered: whoever changes it makes every
 * configuration be laid out once more.
 */
public final class Fingerprint {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    /** What no text has in it: a half of a character alone. */
    private static final int END = 0xd800;

    private long value = OFFSET;

    public Fingerprint add(String text) {
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
