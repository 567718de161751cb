package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.mapper.SavedResponse;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the past of a simulated target into the log, from the answers that its cloud would have given. */
public final class SimulatedPast {
    private SimulatedPast() {}

    /**
     * Publishes the past in one transaction, unless the log already holds anything of the target.
     *
     * @param name of the target
     * @param listings complete listings on one page, by their times
     * @param end time of the last scan
     * @return the number of observations published
     */
    public static int publish(Settings settings, String name, SortedMap<Instant, byte[]> listings, Instant end) {
        return new ImportLog(KafkaAccess.of(settings), TargetId.parse(name))
                .append(logged -> logged.equals(LoggedTarget.NONE)
                        ? observations(settings, name, listings, end)
                        : List.<Observation>of())
                .size();
    }

    /** The observations of the past, without publishing them. */
    public static List<Observation> observations(
            Settings settings, String name, SortedMap<Instant, byte[]> listings, Instant end) {
        var mapper = new ResponseMapper(IngestSettings.fingerprints(settings));
        var scans = new TreeMap<Instant, SortedMap<String, ConnectionSnapshot>>();
        listings.forEach((at, body) -> scans.put(at, connections(mapper, body)));
        return PastScans.observations(TargetId.parse(name), scans, end);
    }

    private static SortedMap<String, ConnectionSnapshot> connections(ResponseMapper mapper, byte[] body) {
        try {
            if (mapper.saved(body) instanceof SavedResponse.Listing listing) {
                var connections = new TreeMap<String, ConnectionSnapshot>();
                listing.page().connections().forEach(it -> connections.put(it.getConnectionId(), it));
                return connections;
            }
        } catch (MalformedResponseException e) {
            throw new IllegalStateException("the simulated cloud gave an answer that cannot be read", e);
        }
        throw new IllegalStateException("the simulated cloud gave an answer that is not a listing");
    }
}
