package io.tunnelwatch.ingest.mapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Reads the answers of the describe calls. A page of fifty is read in one pass, without a tree. */
public final class ResponseMapper {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(64 << 10)
                    .maxNumberLength(64)
                    .maxNameLength(256)
                    .maxDocumentLength(16 << 20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // An exception's message must not quote what was being read.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names come from outside: an interned table of them could be filled by a stranger.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final ConnectionReader connections;

    public ResponseMapper(Fingerprints fingerprints) {
        this.connections = new ConnectionReader(fingerprints);
    }

    /** An answer to DescribeVpnConnections. */
    public ListingPage listing(byte[] body) throws MalformedAnswerException {
        var page = new PageSheet();
        read(
                body,
                (parser, fields) -> fields.object(name -> {
                    switch (name) {
                        case "TotalCount" -> page.totalCount = fields.smallNumber();
                        case "RequestId" -> page.requestId = fields.text();
                        case "VpnConnections" -> {
                            page.listed = true;
                            list(fields, page);
                        }
                        default -> fields.skip();
                    }
                }));
        Integer total = page.totalCount;
        if (total == null || !page.listed) {
            throw new MalformedAnswerException(
                    "a listing without " + (total == null ? "TotalCount" : "VpnConnections"));
        }
        return new ListingPage(page.connections, total, page.requestId);
    }

    /** An answer to DescribeVpnConnection: a flat body today, a list of one in old pages of the documentation. */
    public ConnectionSnapshot connection(byte[] body) throws MalformedAnswerException {
        var flat = new ArrayList<ConnectionSnapshot>();
        read(body, (parser, fields) -> flat.add(connections.read(fields)));
        ConnectionSnapshot found = flat.get(0);
        if (found.getConnectionId().isEmpty()) {
            var listed = listing(body).connections();
            if (listed.size() != 1) {
                throw new MalformedAnswerException("a description of " + listed.size() + " connections instead of one");
            }
            return listed.get(0);
        }
        return found;
    }

    private void list(Fields fields, PageSheet page) throws IOException {
        fields.object(name -> {
            if (name.equals("VpnConnection")) {
                fields.array(() -> page.connections.add(connections.read(fields)));
            } else {
                fields.skip();
            }
        });
    }

    private static void read(byte[] body, Reading reading) throws MalformedAnswerException {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedAnswerException("not a JSON object");
            }
            reading.read(parser, new Fields(parser));
            if (parser.nextToken() != null) {
                throw new MalformedAnswerException("more than one JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedAnswerException(
                    "not JSON, or cut off, at byte " + e.getLocation().getByteOffset() + " of " + body.length);
        } catch (IOException e) {
            throw new MalformedAnswerException("unreadable: " + e.getClass().getSimpleName());
        }
    }

    private interface Reading {
        void read(JsonParser parser, Fields fields) throws IOException;
    }

    private static final class PageSheet {
        private final ArrayList<ConnectionSnapshot> connections = new ArrayList<>();
        private @Nullable Integer totalCount;
        private String requestId = "";
        private boolean listed;
    }
}
