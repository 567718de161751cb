package io.tunnelwatch.runtime;

import io.tunnelwatch.schemas.serde.AvroSerde;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;

/**
 * Access to Kafka and the schema registry; the same settings for every program.
 *
 * <p>Settings under {@code kafka.} are passed to Kafka's clients unchanged; {@code kafka.producer.}, {@code kafka.consumer.}
 * and {@code kafka.admin.} only to that kind of client. Settings under {@code serde.} are passed to the serde.
 */
public final class KafkaAccess {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String REGISTRY_URL = "schema.registry.url";
    public static final String PLAINTEXT_ALLOWED = "plaintext.allowed";
    public static final String SERDE_CLASS = "serde.value.class";
    public static final String PARTITIONS = "topics.partitions";
    public static final String PREFIX = "topics.prefix";

    /** A processor with more tasks than this is slow to start, and no quota of the cloud needs them. */
    private static final int MOST_PARTITIONS = 600;

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    BOOTSTRAP_SERVERS,
                    ConfigDef.Type.STRING,
                    "127.0.0.1:9092",
                    new ConfigDef.NonEmptyString(),
                    Importance.HIGH,
                    "Kafka brokers that the programs connect to first: 'host:port', comma-separated. 'tunnelwatch up'"
                            + " starts a broker of its own unless this is set."
                            + " Example: kafka-1:9093,kafka-2:9093.")
            .define(
                    REGISTRY_URL,
                    ConfigDef.Type.STRING,
                    "http://127.0.0.1:8081",
                    new ConfigDef.NonEmptyString(),
                    Importance.HIGH,
                    "Address of a schema registry that speaks Confluent's API. 'tunnelwatch up' starts a registry of"
                            + " its own unless this is set; it refuses to start if only '" + BOOTSTRAP_SERVERS + "' is"
                            + " set."
                            + " Example: https://registry.example.com:8081.")
            .define(
                    SERDE_CLASS,
                    ConfigDef.Type.STRING,
                    AvroSerde.class.getName(),
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Class on the class path that writes and reads the values of all records: a Serde, or a"
                            + " Serializer. For a Serializer, a class must exist whose name has Deserializer in place"
                            + " of Serializer."
                            + " Example: io.confluent.kafka.serializers.KafkaAvroSerializer.")
            .define(
                    PARTITIONS,
                    ConfigDef.Type.INT,
                    Topics.OBSERVATIONS.partitions(),
                    ConfigDef.Range.between(1, MOST_PARTITIONS),
                    Importance.LOW,
                    "Number of partitions of each topic, the same for all programs: so many processors, and so many of"
                            + " ingest, can have work. Change it with 'tunnelwatch repartition', which moves what the"
                            + " topics hold."
                            + " Example: 24.")
            .define(
                    PREFIX,
                    ConfigDef.Type.STRING,
                    "",
                    ConfigDef.LambdaValidator.with(
                            (name, value) -> refuseUnlessPrefix(name, String.valueOf(value)),
                            () -> "letters, digits, '.', '-' and '_', the last of them '.', '-' or '_'"),
                    Importance.LOW,
                    "What the names of all topics begin with, the same for all programs, so that several installations"
                            + " or a naming rule fit on one cluster: with 'net.' the topics are 'net.vpn.alerts.v1' and"
                            + " so on. It does not change the names of consumer groups: see"
                            + " 'processor.application.id', 'sink.application.id', 'notify.application.id' and"
                            + " 'ingest.group.id'. Set it before the first start: topics under another prefix are not"
                            + " read."
                            + " Example: team-net-.")
            .define(
                    PLAINTEXT_ALLOWED,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Whether the programs may connect to brokers on other machines without TLS or without a check of"
                            + " their names, and send credentials over http to a registry or a token server there. Set it"
                            + " to true only on"
                            + " a private network that you trust."
                            + " Example: true.");

    private final Settings settings;
    private final String bootstrapServers;
    private final String registryUrl;
    private final String serdeClass;
    private final TopicNames topicNames;

    private KafkaAccess(
            Settings settings, String bootstrapServers, String registryUrl, String serdeClass, TopicNames topicNames) {
        this.settings = settings;
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
        this.serdeClass = serdeClass;
        this.topicNames = topicNames;
    }

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static KafkaAccess of(Settings settings) {
        var config = settings.parse(DEFINITION);
        var access = new KafkaAccess(
                settings,
                config.getString(BOOTSTRAP_SERVERS),
                config.getString(REGISTRY_URL),
                config.getString(SERDE_CLASS),
                new TopicNames(config.getString(PREFIX), config.getInt(PARTITIONS)));
        if (!config.getBoolean(PLAINTEXT_ALLOWED)) {
            new PlaintextRules(settings).refuse(access);
        }
        TokenServers.permit(List.of(access.admin(), access.producer(), access.consumer()));
        return access;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public String registryUrl() {
        return registryUrl;
    }

    /** The number of partitions of each topic of the catalogue. */
    public int partitions() {
        return topicNames.partitions();
    }

    /** The names and the number of partitions that the topics of the catalogue have in this installation. */
    public TopicNames topicNames() {
        return topicNames;
    }

    /** A topic of the catalogue as this installation has it: with its prefix and its number of partitions. */
    public Topic topic(Topic catalogued) {
        return topicNames.of(catalogued);
    }

    /** Topics of the catalogue as this installation has them. */
    public List<Topic> topics(Collection<Topic> catalogued) {
        return topicNames.of(catalogued);
    }

    /** All topics of the catalogue as this installation has them. */
    public List<Topic> topics() {
        return topics(Topics.all());
    }

    /** @throws OperatorException if topics cannot have so many partitions */
    public static void requirePartitions(int number) {
        Settings.of(Map.of(PARTITIONS, Integer.toString(number))).parse(DEFINITION);
    }

    /** The names and sizes of the topics, for a tool that needs no other setting to be right. */
    public static TopicNames topicNames(Settings settings) {
        var only = new ConfigDef()
                .define(Objects.requireNonNull(DEFINITION.configKeys().get(PREFIX)))
                .define(Objects.requireNonNull(DEFINITION.configKeys().get(PARTITIONS)));
        var config = settings.parse(only);
        return new TopicNames(config.getString(PREFIX), config.getInt(PARTITIONS));
    }

    private static void refuseUnlessPrefix(String name, String value) {
        if (!TopicNames.isPrefix(value)) {
            throw new ConfigException(
                    name,
                    value,
                    "must have letters, digits, '.', '-' and '_' only, and end with one of the last three");
        }
    }

    /** Settings of an admin client. */
    public Map<String, Object> admin() {
        return client("admin.");
    }

    public Map<String, Object> producer() {
        return client("producer.");
    }

    public Map<String, Object> consumer() {
        return client("consumer.");
    }

    /**
     * Settings of a consumer without a group, which reads committed records and commits nothing. If somebody deletes a topic, it
     * neither creates it with other partitions nor continues in a new one where the old one ended.
     */
    public Map<String, Object> consumerWithoutGroup() {
        var config = new HashMap<>(consumer());
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("allow.auto.create.topics", false);
        config.put("auto.offset.reset", "none");
        config.remove("group.id");
        config.remove("group.instance.id");
        return config;
    }

    /** Settings of a Streams application, which itself tells producer from consumer settings by their prefixes. */
    public Map<String, Object> streams() {
        var config = settings.under("kafka.");
        config.put(BOOTSTRAP_SERVERS, bootstrapServers);
        return config;
    }

    /** A new serde for values of this class, configured; the caller closes it. */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return ValueSerdes.create(serdeClass, type, serdeSettings());
    }

    /** @throws OperatorException if a setting of the registry cannot be used */
    public RegistryClient registry() {
        try {
            return new RegistryClient(serdeSettings());
        } catch (ConfigException e) {
            throw new OperatorException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns whether the serde is one that uses a registry over HTTP; an operator's own serde may use none. */
    public boolean usesRegistry() {
        boolean known = serdeClass.equals(AvroSerde.class.getName()) || serdeClass.startsWith("io.confluent.");
        return known && registryUrl.startsWith("http");
    }

    /** Settings of the serde and of the registry's client. */
    public Map<String, Object> serdeSettings() {
        var config = settings.under("serde.");
        config.putIfAbsent(REGISTRY_URL, registryUrl);
        return config;
    }

    private Map<String, Object> client(String kind) {
        var config = new HashMap<String, Object>();
        settings.under("kafka.").forEach((name, value) -> {
            if (!name.matches("(admin|producer|consumer)\\..*")) {
                config.put(name, value);
            }
        });
        config.putAll(settings.under("kafka." + kind));
        config.put(BOOTSTRAP_SERVERS, bootstrapServers);
        return config;
    }
}
