package io.tunnelwatch.ingest.document;

/** Limits of a body and its parts. No response of this API comes near any of these. */
final class BodyLimits {
    static final int DEPTH = 64;
    static final int NAME = 256;
    static final int TEXT = 64 * 1024;

    /** Objects in a document. A page of 50 dual-tunnel connections has some 600; a server may ignore the page size. */
    static final int OBJECTS = 100_000;

    static final long DOCUMENT = 16L * 1024 * 1024;

    private BodyLimits() {}
}
