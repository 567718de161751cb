package io.tunnelwatch.bench;

/** Something that reads observations, compares, and tells of changes. */
interface Contestant extends AutoCloseable {
    /** The consumer group under which it commits how far it has come. */
    String group();

    /** How many observations it has judged. */
    long judged();

    @Override
    void close();
}
