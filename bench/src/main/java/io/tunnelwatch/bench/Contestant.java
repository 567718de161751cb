package io.tunnelwatch.bench;

/** Reads observations, compares, and publishes changes. */
interface Contestant extends AutoCloseable {
    /** The number of observations judged so far. */
    long judged();

    @Override
    void close();
}
