package io.tunnelwatch.ingest.mapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fields;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.JsonDocument;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.document.UnreadableXmlException;
import io.tunnelwatch.ingest.document.XmlDocument;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the bodies of the describe calls, JSON or XML. Safe for use by several threads. */
public final class ResponseMapper {
    private final Fingerprints fingerprints;
    private final RecordBounds bounds;

    public ResponseMapper(Fingerprints fingerprints) {
        this(fingerprints, new RecordBounds());
    }

    /** @param bounds bounds of texts and lists, which also count what is cut */
    public ResponseMapper(Fingerprints fingerprints, RecordBounds bounds) {
        this.fingerprints = fingerprints;
        this.bounds = bounds;
    }

    /** Reads the body of DescribeVpnConnections. */
    public WithRequestId<ListingPage> listing(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var listing = new ListingFields(in, fingerprints, bounds);
            Fields.rest(in, listing::read);
            return new WithRequestId<>(listing.page(), listing.requestId());
        });
    }

    /**
     * Reads the body of DescribeVpnConnection: flat as in every SDK, or in the list that old pages of the documentation show.
     *
     * @param connectionId id of the connection that was asked for
     */
    public WithRequestId<ConnectionSnapshot> connection(byte[] body, String connectionId)
            throws MalformedResponseException {
        return whole(body, in -> {
            var listing = new ListingFields(in, fingerprints, bounds);
            var flat = EmptyRecords.connection();
            var fields = new ConnectionFields(in, fingerprints, bounds);
            Fields.rest(in, name -> {
                if (!listing.reads(name)) {
                    fields.read(name, flat);
                }
            });
            if (flat.getConnectionId().equals(connectionId)) {
                return new WithRequestId<>(fields.complete(flat), listing.requestId());
            }
            return new WithRequestId<>(listing.only(connectionId), listing.requestId());
        });
    }

    /** Reads the body of DownloadVpnConnectionConfig, with tunnels or in the older form without them. */
    public WithRequestId<DownloadedPeerConfiguration> peerConfiguration(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var answer = new ResponseEnvelope<DownloadedPeerConfiguration>();
            Fields.rest(in, name -> {
                switch (name) {
                    case "RequestId" -> answer.requestId = in.text();
                    case "VpnConnectionConfig" -> answer.value = new PeerFields(in, fingerprints, bounds).read();
                    default -> in.skip();
                }
            });
            return answer.requireValue("the body is well-formed, but not a configuration of a connection");
        });
    }

    /** Reads the body of DescribeRegions: the host of each region. */
    public WithRequestId<Map<String, String>> regions(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var answer = new ResponseEnvelope<Map<String, String>>();
            Fields.rest(in, name -> {
                switch (name) {
                    case "RequestId" -> answer.requestId = in.text();
                    case "Regions" -> answer.value = new RegionFields(in).read();
                    default -> in.skip();
                }
            });
            return answer.requireValue("the body is well-formed, but not a list of regions");
        });
    }

    /** Reads the body of any call that describes connections, without knowing which call it was. */
    public SavedResponse saved(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var listing = new ListingFields(in, fingerprints, bounds);
            var flat = EmptyRecords.connection();
            var fields = new ConnectionFields(in, fingerprints, bounds);
            var peer = new ResponseEnvelope<DownloadedPeerConfiguration>();
            Fields.rest(in, name -> {
                if (name.equals("VpnConnectionConfig")) {
                    peer.value = new PeerFields(in, fingerprints, bounds).read();
                } else if (name.equals("VpnConnections") && in.isList()) {
                    in.skip(); // the list of a diagnosis; only its id would fit a connection
                } else if (!listing.reads(name)) {
                    fields.read(name, flat);
                }
            });
            if (peer.value != null) {
                return new SavedResponse.Peer(peer.value);
            }
            return flat.getConnectionId().isEmpty()
                    ? new SavedResponse.Listing(listing.page())
                    : new SavedResponse.Connection(fields.complete(flat));
        });
    }

    /** Reads the body of DiagnoseVpnConnections, whose list is bare. */
    public WithRequestId<List<Diagnosis>> diagnoses(byte[] body) throws MalformedResponseException {
        return whole(body, in -> {
            var answer = new ResponseEnvelope<List<Diagnosis>>();
            var fields = new DiagnosisFields(in, bounds);
            Fields.rest(in, name -> {
                switch (name) {
                    case "RequestId" -> answer.requestId = in.text();
                    case "VpnConnections" -> {
                        var diagnoses = new ArrayList<Diagnosis>();
                        Fields.eachObject(in, () -> diagnoses.add(fields.read()));
                        answer.value = diagnoses;
                    }
                    default -> in.skip();
                }
            });
            return answer.requireValue("the body is well-formed, but not a list of diagnoses");
        });
    }

    /** Reads the body of a failed call, field names in either case; all fields are empty if it is no such body. */
    public static ErrorBody error(byte[] body) {
        try {
            return whole(body, in -> {
                var texts = new HashMap<String, String>();
                Fields.rest(in, name -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    switch (lower) {
                        case "code", "message", "requestid" -> texts.put(lower, in.text());
                        default -> in.skip();
                    }
                });
                return new ErrorBody(
                        texts.getOrDefault("code", ""),
                        texts.getOrDefault("message", ""),
                        texts.getOrDefault("requestid", ""));
            });
        } catch (MalformedResponseException e) {
            return new ErrorBody("", "", "");
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(Document in) throws IOException, MalformedResponseException;
    }

    private static <T> T whole(byte[] body, Reading<T> reading) throws MalformedResponseException {
        try (Document in = XmlDocument.looksLikeIt(body) ? XmlDocument.of(body) : JsonDocument.of(body)) {
            if (!in.enterObject()) {
                throw new MalformedResponseException(
                        "the body is neither a JSON object nor an XML element with child elements");
            }
            T read = reading.from(in);
            if (!in.isOver()) {
                throw new MalformedResponseException("something follows the JSON object");
            }
            return read;
        } catch (UnreadableXmlException e) {
            throw new MalformedResponseException(String.valueOf(e.getMessage()));
        } catch (StreamConstraintsException e) {
            throw new MalformedResponseException(
                    "the body exceeds every answer of this API: a text, a list or the nesting is too long");
        } catch (JsonProcessingException e) {
            throw new MalformedResponseException(
                    "the body is not JSON from byte " + JsonDocument.place(e) + " of " + body.length);
        } catch (IOException e) {
            throw new MalformedResponseException("the body is not in UTF-8, as JSON must be");
        }
    }
}
