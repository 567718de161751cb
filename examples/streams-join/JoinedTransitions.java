import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Transition;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/**
 * Prints each transition beside the name and the present state of its connection, until it is stopped. It writes to no topic: a
 * global table has no changelog, and a join with it needs no repartitioning.
 */
public final class JoinedTransitions {
    public static void main(String[] arguments) throws Exception {
        var settings = new Properties();
        settings.put("application.id", "joined-transitions");
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("state.dir", Files.createTempDirectory("joined-transitions").toString());
        settings.put("consumer.isolation.level", "read_committed");
        settings.put("consumer.auto.offset.reset", "earliest");
        var builder = new StreamsBuilder();
        var connections = builder.globalTable(
                Topics.CONNECTIONS.name(),
                Consumed.with(Serdes.String(), JoinedTransitions.<ConnectionView>serde(arguments[1])),
                Materialized.as(Stores.inMemoryKeyValueStore("connections")));
        builder.stream(
                        Topics.TRANSITIONS.name(),
                        Consumed.with(Serdes.String(), JoinedTransitions.<Transition>serde(arguments[1])))
                .leftJoin(connections, (key, transition) -> key, JoinedTransitions::line)
                .foreach((key, line) -> System.out.println(line));
        var streams = new KafkaStreams(builder.build(), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    /** The view is missing for a target's own transitions, and for a connection that was deleted long ago. */
    private static String line(Transition it, ConnectionView connection) {
        return it.getTransitionId() + " " + it.getEntity() + " " + it.getKind() + " " + it.getFacet() + " "
                + state(it.getFrom()) + " > " + state(it.getTo())
                + (connection == null
                        ? ""
                        : " of " + connection.getContext().getName() + ", now "
                                + state(connection.getHeadline()));
    }

    private static Object state(FacetValue value) {
        return value == null ? "-" : value.getState();
    }

    private static <T extends SpecificRecord> Serde<T> serde(String registry) {
        var serde = new AvroSerde<T>();
        serde.configure(Map.of("schema.registry.url", registry), false);
        return serde;
    }
}
