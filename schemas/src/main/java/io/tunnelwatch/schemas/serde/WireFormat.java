package io.tunnelwatch.schemas.serde;

/** Confluent's framing: one magic byte, the schema's id in four bytes, big-endian, then the record. */
final class WireFormat {
    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private WireFormat() {}

    static String subject(String topic, boolean isKey) {
        return topic + (isKey ? "-key" : "-value");
    }
}
