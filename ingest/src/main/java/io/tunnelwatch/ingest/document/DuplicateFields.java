package io.tunnelwatch.ingest.document;

import java.util.Arrays;

/**
 * Detects duplicate field names in the objects that are entered: of two values under one name, readers disagree on which
 * counts. It compares the strings' cached hashes: an object has twenty names, and a set per object would cost as much as all
 * other reading.
 */
final class DuplicateFields {
    /** No object of this API has a tenth of this; a larger one would take too long to compare. */
    private static final int MOST = 1024;

    private String[] names = new String[64];
    private int[] hashes = new int[64];
    private int[] starts = new int[8];

    /** A bit per name of an object, by its hash, so that most new names are recognised at once. */
    private long[] marks = new long[8];

    private int count;
    private int depth;

    void enter() {
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
            marks = Arrays.copyOf(marks, depth * 2);
        }
        marks[depth] = 0;
        starts[depth++] = count;
    }

    void leave() {
        count = starts[--depth];
    }

    /** Adds a name; false if it is a duplicate or there are too many. */
    boolean add(String name) {
        int hash = name.hashCode();
        int start = starts[depth - 1];
        long bit = 1L << hash;
        if ((marks[depth - 1] & bit) != 0 && isThere(name, hash, start)) {
            return false;
        }
        marks[depth - 1] |= bit;
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        names[count] = name;
        hashes[count++] = hash;
        return count - start <= MOST;
    }

    private boolean isThere(String name, int hash, int start) {
        for (int i = start; i < count; i++) {
            if (hashes[i] == hash && names[i].equals(name)) {
                return true;
            }
        }
        return false;
    }
}
