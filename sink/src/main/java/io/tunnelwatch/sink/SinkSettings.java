package io.tunnelwatch.sink;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Settings;
import java.nio.file.Path;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * What the operator may set about the sink.
 *
 * @param instanceId names this instance over its restarts, and no other
 */
public record SinkSettings(
        KafkaAccess kafka,
        String applicationId,
        String instanceId,
        Path stateDirectory,
        String host,
        int port,
        String notice) {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "http.port",
                    ConfigDef.Type.INT,
                    8080,
                    ConfigDef.Range.between(0, 65535),
                    Importance.HIGH,
                    "Port of the page and the API; 0 takes any free one.")
            .define(
                    "http.host",
                    ConfigDef.Type.STRING,
                    "127.0.0.1",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Address to listen on. Off loopback the API would be open to whoever reaches it: see http.open.")
            .define(
                    "http.open",
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Listen off loopback without TLS or credentials: only behind something that has them, such as a"
                            + " container's port that is published on loopback.")
            .define("page.notice", ConfigDef.Type.STRING, "", Importance.LOW, "A line at the top of the page.")
            .define(
                    "sink.application.id",
                    ConfigDef.Type.STRING,
                    "tunnelwatch-sink",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Name of the consumer group and prefix of the changelog topics; another name begins anew.")
            .define(
                    "sink.instance.id",
                    ConfigDef.Type.STRING,
                    "1",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Names this instance over its restarts; each running instance needs its own.")
            .define(
                    "sink.state.dir",
                    ConfigDef.Type.STRING,
                    System.getProperty("java.io.tmpdir") + "/tunnelwatch",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Where the intervals are kept for a quick start, and Kafka Streams keeps its lock files; all of it can be"
                            + " read anew from the topics.");

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static SinkSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        String host = config.getString("http.host");
        if (!config.getBoolean("http.open") && !host.matches("localhost|\\[?::1]?|127(\\.\\d{1,3}){3}")) {
            throw new OperatorException("Setting http.host: '" + host
                    + "' is not loopback, and the API asks nobody who they are; keep it on 127.0.0.1, or set http.open=true"
                    + " where something in front of it asks.");
        }
        return new SinkSettings(
                KafkaAccess.of(settings),
                config.getString("sink.application.id"),
                config.getString("sink.instance.id"),
                Path.of(config.getString("sink.state.dir")),
                host,
                config.getInt("http.port"),
                config.getString("page.notice"));
    }
}
