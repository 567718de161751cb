package io.tunnelwatch.app.tail;

import io.tunnelwatch.app.console.Colour;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record of a topic, in the words of one line.
 *
 * @param connections ids of the connections that it is about; empty if it is about a target
 * @param name the connection's, empty if it has none
 * @param entity the id that a person copies: of a connection, tunnel or gateway; or account/region
 * @param what everything else in one sentence
 */
record Entry(
        Instant at,
        List<String> connections,
        String state,
        String name,
        String entity,
        String what,
        UnaryOperator<String> colour,
        SpecificRecord value) {
    Entry {
        connections = List.copyOf(connections);
    }

    /** An entry in the colour of its state. */
    static Entry of(
            Instant at,
            List<String> connections,
            String state,
            String name,
            String entity,
            String what,
            SpecificRecord value) {
        return new Entry(at, connections, state, name, entity, what, Colour.ofState(state), value);
    }
}
