package io.tunnelwatch.sink;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import io.tunnelwatch.sink.sql.Postgres;
import io.tunnelwatch.sink.web.Keystore;
import io.tunnelwatch.sink.web.WebAccess;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * The sink's settings.
 *
 * @param instanceId identifies this instance across restarts; unique among running instances
 */
public record SinkSettings(
        KafkaAccess kafka,
        String applicationId,
        String instanceId,
        Path stateDirectory,
        WebAccess access,
        String notice,
        boolean metricsPerConnection,
        Optional<Postgres> postgres) {
    static final String STATE_DIR = "sink.state.dir";
    private static final String METRICS_PER_CONNECTION = "metrics.per.connection";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "http.port",
                    ConfigDef.Type.INT,
                    8080,
                    ConfigDef.Range.between(0, 65535),
                    Importance.HIGH,
                    "Port of the page and the API. 0 takes any free one, which is printed at the start."
                            + " Example: 8443.")
            .define(
                    "http.host",
                    ConfigDef.Type.STRING,
                    "127.0.0.1",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Address on which the page and the API listen. Any other than loopback requires TLS"
                            + " ('http.tls.keystore') and authentication ('http.tokens.file' or 'http.users.file'),"
                            + " unless 'http.open' is true."
                            + " Example: 0.0.0.0.")
            .define(
                    "http.tls.keystore",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "PKCS 12 file with key and certificate; it enables TLS for the page and the API. Only its owner"
                            + " may read it (chmod 600). The sink reloads it when it changes."
                            + " Example: /etc/tunnelwatch/page.p12.")
            .define(
                    "http.tls.keystore.password",
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Password of 'http.tls.keystore', best as a reference: '${file:/path:key}' or '${env:NAME}'."
                            + " Example: ${file:/run/secrets/tunnelwatch:keystore.password}.")
            .define(
                    "http.token",
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Token of an admin, which clients send as bearer token, or as the password of any user: at least"
                            + " 32 characters."
                            + " Set it in the environment, or better in 'http.token.file'."
                            + " Example: ${file:/run/secrets/tunnelwatch:http.token}.")
            .define(
                    "http.token.file",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "File with the token in its first line. Only its owner may read it (chmod 600). The sink reloads"
                            + " it when it changes."
                            + " Example: /etc/tunnelwatch/token.")
            .define(
                    "http.users.file",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "File of the users that may log in: 'name:bcrypt' in each line, as 'htpasswd -B' writes it. A role"
                            + " may follow, and tags to which an operator's commands or a customer's view are limited:"
                            + " 'name:bcrypt:operator:env=prod'. A user without a role is a viewer. Only the file's"
                            + " owner may read it (chmod 600). The sink reloads it when it changes."
                            + " Example: /etc/tunnelwatch/users.")
            .define(
                    "http.tokens.file",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "File of named tokens, one in a line: 'name:role:sha256' with the role viewer, operator or admin,"
                            + " 'name:operator:env=prod:sha256' for an operator whose commands are limited to tags, or"
                            + " 'name:customer:customer=acme:sha256' for a customer who sees only connections with such tags;"
                            + " 'tunnelwatch token' makes one. Only its owner may read it (chmod 600). The sink reloads"
                            + " it when it changes."
                            + " Example: /etc/tunnelwatch/tokens.")
            .define(
                    "http.open",
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Whether 'http.host' may be other than loopback without TLS and authentication. Set it to true only behind"
                            + " something that provides both, such as a proxy, or for a container's port that is"
                            + " published on loopback."
                            + " Example: true.")
            .define(
                    "http.allowed.hosts",
                    ConfigDef.Type.LIST,
                    "",
                    Importance.MEDIUM,
                    "Host names that requests may use, besides loopback's and the listening address, comma-separated:"
                            + " 'vpn.example.com', '*.example.com', or '*' for any. The sink refuses other names, so"
                            + " that no other site can read this page under a name of its own (DNS rebinding)."
                            + " Example: vpn.example.com.")
            .define(
                    "http.connections",
                    ConfigDef.Type.INT,
                    WebAccess.Places.USUAL.inAll(),
                    ConfigDef.Range.between(8, 100_000),
                    Importance.LOW,
                    "Limit of connections to the page and the API at once. Three quarters of them may listen to the"
                            + " event stream."
                            + " Example: 1024.")
            .define(
                    "http.connections.per.address",
                    ConfigDef.Type.INT,
                    WebAccess.Places.USUAL.ofOneAddress(),
                    ConfigDef.Range.between(8, 100_000),
                    Importance.LOW,
                    "Limit of connections from one address, or from one /64 network of IPv6. Beyond it, a new"
                            + " connection replaces the one of that address that is least busy. Raise it to the value of 'http.connections' if all clients come through one"
                            + " proxy."
                            + " Example: 256.")
            .define(
                    "postgres.url",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "Database to which the sink copies the history: 'jdbc:postgresql://HOST/DATABASE'. If it is empty,"
                            + " the sink copies nothing."
                            + " Example: jdbc:postgresql://db.example.com/tunnelwatch.")
            .define(
                    "postgres.user",
                    ConfigDef.Type.STRING,
                    "tunnelwatch",
                    Importance.MEDIUM,
                    "User of the database, who owns the tables or may create them." + " Example: vpn_history.")
            .define(
                    "postgres.password",
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Password of 'postgres.user'. Set it in the environment, or better in 'postgres.password.file'."
                            + " Example: ${file:/run/secrets/tunnelwatch:postgres.password}.")
            .define(
                    "postgres.password.file",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "File with the password of 'postgres.user' in its first line. Only its owner may read it (chmod"
                            + " 600)."
                            + " Example: /etc/tunnelwatch/postgres.")
            .define(
                    "postgres.batch",
                    ConfigDef.Type.INT,
                    5_000,
                    ConfigDef.Range.between(1, 50_000),
                    Importance.LOW,
                    "Limit of intervals in one transaction. The sink writes them before it reads more."
                            + " Example: 1000.")
            .define(
                    "page.notice",
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "Text at the top of the page." + " Example: Test network: its alerts page nobody.")
            .define(
                    METRICS_PER_CONNECTION,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Whether '/metrics' of the sink has one series for each connection,"
                            + " 'tunnelwatch_connection_state', beside the numbers by account and region. Each costs"
                            + " about 100 bytes of every scrape, 13 compressed, and a series in Prometheus: 10,000"
                            + " connections are 1 MB."
                            + " Example: true.")
            .define(
                    "sink.application.id",
                    ConfigDef.Type.STRING,
                    "tunnelwatch-sink",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Name of the consumer group, and prefix of the changelog topics. Under a new name the sink reads"
                            + " its topics from the beginning."
                            + " Example: tunnelwatch-sink-2.")
            .define(
                    "sink.instance.id",
                    ConfigDef.Type.STRING,
                    "1",
                    new ConfigDef.NonEmptyString(),
                    Importance.MEDIUM,
                    "Name of this instance, stable across restarts. Each running instance needs its own."
                            + " Example: 2.")
            .define(
                    STATE_DIR,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "Directory for the cache of intervals, which makes a start quick, and for the lock files of Kafka"
                            + " Streams; all of it can be rebuilt from the topics. If it is empty, the sink uses"
                            + " '$XDG_STATE_HOME/tunnelwatch', or '~/.local/state/tunnelwatch'; 'tunnelwatch up' uses"
                            + " a directory below its data directory."
                            + " Example: /var/lib/tunnelwatch/sink.");

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static SinkSettings of(Settings settings) {
        var config = settings.parse(DEFINITION);
        var access = access(config);
        boolean isGuarded = access.keystore().isPresent() && access.requiresLogin();
        if (!config.getBoolean("http.open") && !isGuarded && !access.isLoopback()) {
            throw new OperatorException(
                    "Setting http.host: '" + access.host()
                            + "' is not loopback; set http.tls.keystore, and http.tokens.file, http.token.file or"
                            + " http.users.file, or keep it on 127.0.0.1, or set http.open=true if something in front of it provides TLS and authentication.");
        }
        return new SinkSettings(
                KafkaAccess.of(settings),
                config.getString("sink.application.id"),
                config.getString("sink.instance.id"),
                PrivateDirectory.ofState(STATE_DIR, config.getString(STATE_DIR)),
                access,
                config.getString("page.notice"),
                config.getBoolean(METRICS_PER_CONNECTION),
                postgres(config));
    }

    private static Optional<Postgres> postgres(AbstractConfig config) {
        return text(config.getString("postgres.url"))
                .map(url -> new Postgres(
                        url,
                        config.getString("postgres.user"),
                        text(config.getString("postgres.password.file"))
                                .map(it -> Postgres.passwordIn(Path.of(it)))
                                .or(() -> secret(config, "postgres.password")),
                        config.getInt("postgres.batch")));
    }

    private static WebAccess access(AbstractConfig config) {
        return new WebAccess(
                config.getString("http.host"),
                config.getInt("http.port"),
                config.getList("http.allowed.hosts"),
                text(config.getString("http.tls.keystore"))
                        .map(it -> new Keystore(
                                Path.of(it),
                                secret(config, "http.tls.keystore.password").orElse(new Password("")))),
                secret(config, "http.token"),
                text(config.getString("http.token.file")).map(Path::of),
                text(config.getString("http.tokens.file")).map(Path::of),
                text(config.getString("http.users.file")).map(Path::of),
                new WebAccess.Places(config.getInt("http.connections"), config.getInt("http.connections.per.address")));
    }

    private static Optional<Password> secret(AbstractConfig config, String name) {
        return Optional.ofNullable(config.getPassword(name))
                .filter(it -> !it.value().isBlank())
                .map(it -> new Password(it.value().strip()));
    }

    private static Optional<String> text(String value) {
        return Optional.of(value.strip()).filter(it -> !it.isEmpty());
    }
}
