package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.app.world.Bytes;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.mapper.SavedResponse;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.nio.charset.StandardCharsets;

/**
 * Any answer of the cloud, or of somebody in its place, is either malformed, or is read and is then small enough for the log
 * and can be judged.
 */
public final class CloudAnswers {
    private static final ResponseMapper MAPPER =
            new ResponseMapper(new Fingerprints("sixteen characters".getBytes(StandardCharsets.UTF_8)));

    private static final Bytes<Observation> OBSERVATION = new Bytes<>(Observation.getClassSchema());

    private CloudAnswers() {}

    public static void fuzzerInitialize() {
        LogRecords.fuzzerInitialize();
    }

    private interface Reading {
        void read(byte[] body) throws MalformedResponseException;
    }

    public static void fuzzerTestOneInput(byte[] body) {
        attempt(it -> MAPPER.listing(it).value().connections().forEach(CloudAnswers::isOfUse), body);
        attempt(it -> isOfUse(MAPPER.connection(it, "vco-1").value()), body);
        attempt(MAPPER::peerConfiguration, body);
        attempt(MAPPER::regions, body);
        attempt(MAPPER::diagnoses, body);
        attempt(it -> isOfUse(MAPPER.saved(it)), body);
        attempt(ResponseMapper::error, body);
    }

    private static void attempt(Reading reading, byte[] body) {
        try {
            reading.read(body.clone());
        } catch (MalformedResponseException e) {
            FuzzAssertions.hold(
                    e.getMessage() != null && !e.getMessage().isBlank(), "it is not said why it is malformed");
        }
    }

    private static void isOfUse(SavedResponse saved) {
        if (saved instanceof SavedResponse.Connection it) {
            isOfUse(it.snapshot());
        } else if (saved instanceof SavedResponse.Listing it) {
            it.page().connections().forEach(CloudAnswers::isOfUse);
        }
    }

    private static void isOfUse(ConnectionSnapshot it) {
        FuzzAssertions.hold(it.getContentHash() == ContentHash.of(it), "the hash is of something else");
        Observation seen = FuzzedObservations.at(it);
        byte[] written = OBSERVATION.serializer().serialize("", seen);
        FuzzAssertions.hold(written.length < RecordBounds.LARGEST_CONNECTION, "it is larger than it may be");
        if (!it.getConnectionId().isEmpty()) {
            LogRecords.judge(seen);
        }
    }
}
