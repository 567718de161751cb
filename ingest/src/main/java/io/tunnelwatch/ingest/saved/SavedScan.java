package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.mapper.SavedResponse;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One scan of a target as saved in files: the pages of one listing, single connections, or both.
 *
 * @param connections connections by id
 * @param pages number of pages of the listing; 0 without a listing, when nothing is known about unnamed connections
 * @param peers number of downloaded configurations, which hold no status
 */
record SavedScan(SortedMap<String, ConnectionSnapshot> connections, int pages, int peers) {
    private static final int LARGEST_FILE = 16 * 1024 * 1024;

    SavedScan {
        connections = Collections.unmodifiableSortedMap(new TreeMap<>(connections));
    }

    static SavedScan read(List<Path> files, ResponseMapper mapper) {
        var reading = new Reading();
        for (Path file : files) {
            reading.add(file, body(file, mapper));
        }
        return reading.whole();
    }

    private static SavedResponse body(Path file, ResponseMapper mapper) {
        byte[] bytes = bytes(file);
        try {
            return mapper.saved(bytes);
        } catch (MalformedResponseException e) {
            throw refused(file, "is not a response of a call that describes connections (" + e.getMessage() + ")");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] bytes(Path file) {
        // Reads up to a limit instead of trusting the size: a pipe or device reports none and may never end, and a file
        // may grow meanwhile.
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw refused(file, "is larger than any response");
            }
            return bytes;
        } catch (IOException e) {
            throw refused(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static OperatorException refused(Path file, String why) {
        return new OperatorException("File " + file + " " + why + ": name JSON or XML as the API answered it.");
    }

    private static final class Reading {
        private final TreeMap<String, ConnectionSnapshot> listed = new TreeMap<>();
        private final TreeMap<String, ConnectionSnapshot> single = new TreeMap<>();
        private @Nullable Integer total;
        private int pages;
        private int peers;

        void add(Path file, SavedResponse body) {
            if (body instanceof SavedResponse.Listing listing) {
                add(file, listing.page());
            } else if (body instanceof SavedResponse.Connection one) {
                single.put(one.snapshot().getConnectionId(), one.snapshot());
            } else {
                peers++;
            }
        }

        private void add(Path file, ListingPage page) {
            pages++;
            if (total == null) {
                total = page.totalCount();
            } else if (total != page.totalCount()) {
                throw new OperatorException("File " + file + " is of another listing: it says that there are "
                        + page.totalCount() + " connections, and a page before it said " + total
                        + "; import the pages of one listing at a time.");
            }
            page.connections().stream()
                    .filter(it -> !it.getConnectionId().isEmpty())
                    .forEach(it -> listed.put(it.getConnectionId(), it));
        }

        SavedScan whole() {
            if (total != null && total != listed.size()) {
                throw new OperatorException("The listing says that there are " + total + " connections and shows "
                        + listed.size() + ": name all of its pages, and each once.");
            }
            // The answer about a single connection has more fields than its item in the listing.
            var all = new TreeMap<>(listed);
            all.putAll(single);
            if (total != null && all.size() != total) {
                single.keySet().removeAll(listed.keySet());
                throw new OperatorException("Connection " + single.firstKey()
                        + " is not in the listing of the same time: import it by itself.");
            }
            return new SavedScan(all, pages, peers);
        }
    }
}
