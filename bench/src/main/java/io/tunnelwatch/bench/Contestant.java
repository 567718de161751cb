package io.tunnelwatch.bench;

/** Something that reads observations, compares, and tells of changes. */
interface Contestant extends AutoCloseable {
    /** How many observations it has judged. */
    long judged();

    @Override
    void close();
}
