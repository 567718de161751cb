package io.tunnelwatch.ingest.mapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of DescribeVpnConnections and DescribeVpnConnection. Safe for use by several threads. */
public final class ResponseMapper {
    /** No response of this API comes near any of these; Jackson's own limit on a document is none. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(64 * 1024)
            .maxNumberLength(64)
            .maxNameLength(256)
            .maxDocumentLength(16L * 1024 * 1024)
            .build();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            // Of two values under one name, one reader believes the first and another the second.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .build();

    private final Fingerprints fingerprints;

    public ResponseMapper(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    public Mapped<ListingPage> listing(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var listing = new Listing(in, fingerprints);
            Fields.each(in, listing::read);
            return listing.page();
        });
    }

    /**
     * A single connection: flat as every SDK has it, or in the list that old pages of the documentation show.
     *
     * @param connectionId the one that was asked for
     */
    public Mapped<ConnectionSnapshot> connection(byte[] body, String connectionId) throws MalformedResponseException {
        return whole(body, in -> {
            var listing = new Listing(in, fingerprints);
            var flat = Blank.connection();
            var fields = new ConnectionFields(in, fingerprints);
            Fields.each(in, name -> {
                if (!listing.reads(name)) {
                    fields.read(name, flat);
                }
            });
            if (flat.getConnectionId().equals(connectionId)) {
                return new Mapped<>(ConnectionFields.complete(flat), listing.requestId);
            }
            return new Mapped<>(listing.only(connectionId), listing.requestId);
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(JsonParser in) throws IOException, MalformedResponseException;
    }

    private static <T> T whole(byte[] body, Reading<T> reading) throws MalformedResponseException {
        try (JsonParser in = JSON.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedResponseException("the body is no JSON object");
            }
            T read = reading.from(in);
            if (in.nextToken() != null) {
                throw new MalformedResponseException("something follows the JSON object");
            }
            return read;
        } catch (JsonProcessingException e) {
            // Jackson's message quotes what it could not read, which may be half of a secret: the place must do.
            var place = e.getLocation();
            throw new MalformedResponseException("the body is no JSON from byte "
                    + (place == null ? -1 : place.getByteOffset()) + " of " + body.length);
        } catch (IOException e) {
            throw new MalformedResponseException("the body is in no encoding of JSON");
        }
    }

    /** What stands around the connections of a listing. */
    private static final class Listing {
        private final JsonParser in;
        private final ConnectionFields fields;
        private final ArrayList<ConnectionSnapshot> connections = new ArrayList<>();
        private String requestId = "";
        private @Nullable Integer pageNumber;
        private @Nullable Integer totalCount;
        private boolean listed;

        Listing(JsonParser in, Fingerprints fingerprints) {
            this.in = in;
            this.fields = new ConnectionFields(in, fingerprints);
        }

        void read(String name) throws IOException {
            if (!reads(name)) {
                in.skipChildren();
            }
        }

        boolean reads(String name) throws IOException {
            switch (name) {
                case "RequestId" -> requestId = Fields.text(in);
                case "PageNumber" -> pageNumber = Fields.int32(in);
                case "TotalCount" -> totalCount = Fields.int32(in);
                case "VpnConnections" -> readConnections();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void readConnections() throws IOException {
            listed = in.currentToken().isStructStart();
            Fields.eachObject(in, "VpnConnection", () -> connections.add(fields.read()));
        }

        /** An empty object is no empty listing: what does not say how many there are says nothing. */
        Mapped<ListingPage> page() throws MalformedResponseException {
            if (totalCount == null || totalCount < 0 || (!listed && totalCount > 0)) {
                throw new MalformedResponseException("the body is JSON, but no listing of connections");
            }
            var number = pageNumber == null ? OptionalInt.empty() : OptionalInt.of(pageNumber);
            return new Mapped<>(new ListingPage(number, totalCount, connections), requestId);
        }

        ConnectionSnapshot only(String connectionId) throws MalformedResponseException {
            return connections.stream()
                    .filter(it -> it.getConnectionId().equals(connectionId))
                    .findFirst()
                    .orElseThrow(() -> new MalformedResponseException("the body is not of the connection asked for"));
        }
    }
}
