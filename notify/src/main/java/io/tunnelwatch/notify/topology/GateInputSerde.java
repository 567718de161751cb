package io.tunnelwatch.notify.topology;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Transition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes an input of the gate as a letter for its kind, and behind it the bytes that its own topic has. So the internal topic
 * needs no schema of its own in the registry.
 */
final class GateInputSerde implements Serde<GateInput> {
    private static final byte STEP = 'A';
    private static final byte ORDER = 'C';
    private static final byte TICK = 'T';
    private static final byte CHANGE = 'X';

    private final Serde<Alert> alerts;
    private final Serde<Command> commands;
    private final Serde<Transition> transitions;
    private final String alertTopic;
    private final String commandTopic;
    private final String transitionTopic;

    GateInputSerde(KafkaAccess kafka) {
        this.alerts = kafka.serde(Alert.class);
        this.commands = kafka.serde(Command.class);
        this.transitions = kafka.serde(Transition.class);
        this.alertTopic = kafka.topic(Topics.ALERTS).name();
        this.commandTopic = kafka.topic(Topics.COMMANDS).name();
        this.transitionTopic = kafka.topic(Topics.TRANSITIONS).name();
    }

    @Override
    public Serializer<GateInput> serializer() {
        return (topic, it) -> it == null ? null : encode(it);
    }

    @Override
    public Deserializer<GateInput> deserializer() {
        return (topic, bytes) -> bytes == null ? null : decode(bytes);
    }

    private byte[] encode(GateInput input) {
        if (input instanceof GateInput.Step it) {
            return marked(STEP, alerts.serializer().serialize(alertTopic, it.alert()));
        }
        if (input instanceof GateInput.Order it) {
            return marked(ORDER, commands.serializer().serialize(commandTopic, it.command()));
        }
        if (input instanceof GateInput.Change it) {
            return marked(CHANGE, transitions.serializer().serialize(transitionTopic, it.transition()));
        }
        long millis = ((GateInput.Tick) input).at().toEpochMilli();
        return marked(TICK, ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
    }

    private static byte[] marked(byte kind, byte[] bytes) {
        return ByteBuffer.allocate(1 + bytes.length).put(kind).put(bytes).array();
    }

    private GateInput decode(byte[] bytes) {
        byte[] content = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
        return switch (bytes.length == 0 ? 0 : bytes[0]) {
            case STEP -> new GateInput.Step(alerts.deserializer().deserialize(alertTopic, content));
            case ORDER -> new GateInput.Order(commands.deserializer().deserialize(commandTopic, content));
            case TICK -> new GateInput.Tick(tick(content));
            case CHANGE -> new GateInput.Change(transitions.deserializer().deserialize(transitionTopic, content));
            default -> throw new SerializationException("An input of the gate is of no known kind");
        };
    }

    private static Instant tick(byte[] content) {
        if (content.length != Long.BYTES) {
            throw new SerializationException("A tick of the gate has " + content.length + " bytes");
        }
        return Instant.ofEpochMilli(ByteBuffer.wrap(content).getLong());
    }

    @Override
    public void close() {
        alerts.close();
        commands.close();
        transitions.close();
    }
}
