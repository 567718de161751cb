package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fields;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The fields around the connections of a listing. */
final class ListingFields {
    private final Document in;
    private final ConnectionFields fields;
    private final ArrayList<ConnectionSnapshot> connections = new ArrayList<>();
    private String requestId = "";
    private @Nullable Integer pageNumber;
    private @Nullable Integer totalCount;
    private boolean listed;

    ListingFields(Document in, Fingerprints fingerprints, RecordBounds bounds) {
        this.in = in;
        this.fields = new ConnectionFields(in, fingerprints, bounds);
    }

    void read(String name) throws IOException {
        if (!reads(name)) {
            in.skip();
        }
    }

    boolean reads(String name) throws IOException {
        switch (name) {
            case "RequestId" -> requestId = in.text();
            case "PageNumber" -> pageNumber = Fields.int32(in);
            case "TotalCount" -> totalCount = Fields.int32(in);
            case "VpnConnections" ->
                listed = Fields.eachWrapped(in, "VpnConnection", () -> connections.add(fields.read()));
            default -> {
                return false;
            }
        }
        return true;
    }

    String requestId() {
        return requestId;
    }

    /** The page that was read. A body without a total count is not an empty listing, but no listing at all. */
    ListingPage page() throws MalformedResponseException {
        if (totalCount == null || totalCount < 0 || (!listed && totalCount > 0)) {
            throw new MalformedResponseException("the body is well-formed, but not a listing of connections");
        }
        var number = pageNumber == null ? OptionalInt.empty() : OptionalInt.of(pageNumber);
        return new ListingPage(number, totalCount, connections);
    }

    ConnectionSnapshot only(String connectionId) throws MalformedResponseException {
        return connections.stream()
                .filter(it -> it.getConnectionId().equals(connectionId))
                .findFirst()
                .orElseThrow(() -> new MalformedResponseException("the body is not of the connection asked for"));
    }
}
