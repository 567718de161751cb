package io.tunnelwatch.notify;

import io.tunnelwatch.notify.http.AddressRules;
import io.tunnelwatch.notify.receiver.Destination;
import io.tunnelwatch.notify.receiver.Destination.Addressees;
import io.tunnelwatch.notify.receiver.NoticeStyle;
import io.tunnelwatch.notify.receiver.ReceiverType;
import io.tunnelwatch.notify.receiver.WebhookBody;
import io.tunnelwatch.runtime.HttpAddress;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * The notifier's settings.
 *
 * @param style the operator's choices for messages to people
 * @param heartbeat the address that is asked for while all is well; a secret, like those of the destinations
 * @param proxy the HTTP proxy that reaches the receivers
 */
public record NotifySettings(
        KafkaAccess kafka,
        List<Destination> destinations,
        NoticeStyle style,
        Optional<URI> heartbeat,
        Optional<URI> proxy) {
    private static final String HEARTBEAT = "notify.heartbeat.url";
    private static final String PROXY = "notify.proxy";
    private static final String PAGE = "notify.page.url";
    private static final String RUNBOOK = "notify.runbook.url";
    private static final String ZONE = "notify.zone";
    private static final String PAGERDUTY_EVENTS = "https://events.pagerduty.com/v2/enqueue";
    private static final Set<String> HTTP = Set.of("http", "https");
    private static final Set<String> MAIL = Set.of("smtp", "smtps");

    /** The settings that belong to no destination. */
    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    HEARTBEAT,
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "Address of a dead man's switch: the notifier sends a GET to it each minute while scans, detector and"
                            + " delivery make progress, so that the silence of Tunnelwatch itself pages somebody."
                            + " Example: https://switch.example.com/ping/tunnelwatch.")
            .define(
                    PROXY,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "HTTP proxy through which the notifier reaches all receivers. The proxy resolves their names then, so"
                            + " that it has to keep them away from metadata services."
                            + " Example: http://proxy.example.com:3128.")
            .define(
                    PAGE,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "Address of the web page as people reach it. Notices link to it; without it they have no link."
                            + " Example: https://vpn.example.com.")
            .define(
                    RUNBOOK,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "Address of your copy of docs/runbook.md. Notices link to its sections; without it they name the"
                            + " section."
                            + " Example: https://wiki.example.com/tunnelwatch/runbook.")
            .define(
                    ZONE,
                    ConfigDef.Type.STRING,
                    "UTC",
                    Importance.LOW,
                    "Time zone of the times in messages to people." + " Example: Asia/Shanghai.");

    public NotifySettings {
        destinations = List.copyOf(destinations);
    }

    /** The names of all destinations. */
    public SortedSet<String> names() {
        return destinations.stream().map(Destination::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of those that are told of changed configurations. */
    SortedSet<String> hearingOfChanges() {
        return destinations.stream()
                .filter(Destination::hearsOfChanges)
                .map(Destination::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The definition for the reference of all settings, with one destination called NAME. */
    public static ConfigDef definition() {
        return definition(List.of(DestinationSettings.PLACEHOLDER));
    }

    /** The definition of what may be set for the destinations that these settings name. */
    public static ConfigDef definition(Settings settings) {
        return definition(DestinationSettings.names(settings));
    }

    private static ConfigDef definition(Iterable<String> names) {
        var all = new ConfigDef();
        for (String name : names) {
            DestinationSettings.definition(name).configKeys().values().forEach(all::define);
        }
        DEFINITION.configKeys().values().forEach(all::define);
        return all;
    }

    public static NotifySettings of(Settings settings) {
        AbstractConfig config = settings.parse(definition(settings));
        var destinations = new ArrayList<Destination>();
        for (String name : DestinationSettings.names(settings)) {
            destinations.add(destination(name, config));
        }
        return new NotifySettings(
                KafkaAccess.of(settings),
                destinations,
                style(config),
                password(config, HEARTBEAT).map(it -> address(HEARTBEAT, it.value(), HTTP)),
                given(config, PROXY).map(it -> address(PROXY, it, Set.of("http"))));
    }

    private static NoticeStyle style(AbstractConfig config) {
        return new NoticeStyle(
                given(config, PAGE).map(it -> link(PAGE, it)),
                given(config, RUNBOOK).map(it -> link(RUNBOOK, it)),
                zone(config.getString(ZONE).strip()));
    }

    private static Optional<String> given(AbstractConfig config, String setting) {
        return Optional.of(config.getString(setting).strip()).filter(it -> !it.isEmpty());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new OperatorException(
                    "Setting " + ZONE + " is '" + name + "': set it to a time zone such as Asia/Shanghai.", e);
        }
    }

    /** An address that people open; the notifier does not, so that no host is refused. */
    private static URI link(String setting, String text) {
        URI link = parsed(setting, text);
        if (!HttpAddress.isHttp(link) || link.getRawAuthority() == null) {
            throw new OperatorException("Setting " + setting + " must begin with http:// or https:// and a host.");
        }
        return link;
    }

    private static Destination destination(String name, AbstractConfig config) {
        String prefix = "notify." + name + ".";
        String given = config.getString(prefix + "type").strip();
        ReceiverType type = ReceiverType.of(given)
                .orElseThrow(() -> new OperatorException((given.isEmpty()
                                ? "Setting " + prefix + "type is missing"
                                : "Setting " + prefix + "type is '" + given + "'")
                        + ": set it to one of " + ReceiverType.names() + "."));
        String format = config.getString(prefix + "format");
        WebhookBody body = DestinationSettings.body(format)
                .orElseThrow(() -> new OperatorException("Setting " + prefix + "format is '" + format
                        + "': set it to one of " + DestinationSettings.bodies() + "."));
        return new Destination(
                name,
                type,
                urls(prefix + "url", type, config),
                body,
                secret(prefix, config),
                new Addressees(
                        config.getString(prefix + "from").strip(),
                        config.getList(prefix + "to"),
                        config.getList(prefix + "mobiles")),
                hearsOfChanges(prefix + "configuration.changes", type, body, config));
    }

    private static boolean hearsOfChanges(String setting, ReceiverType type, WebhookBody body, AbstractConfig config) {
        Boolean given = config.getBoolean(setting);
        boolean isAlertmanager =
                type == ReceiverType.ALERTMANAGER || (type == ReceiverType.WEBHOOK && body == WebhookBody.ALERTMANAGER);
        if (isAlertmanager && Boolean.TRUE.equals(given)) {
            throw new OperatorException("Setting " + setting
                    + " is true, but Alertmanager and its format know alerts only: remove the setting.");
        }
        return given == null ? type == ReceiverType.PAGERDUTY : given;
    }

    private static List<URI> urls(String setting, ReceiverType type, AbstractConfig config) {
        Set<String> schemes = type == ReceiverType.EMAIL ? MAIL : HTTP;
        String given = password(config, setting)
                .map(Password::value)
                .orElse(type == ReceiverType.PAGERDUTY ? PAGERDUTY_EVENTS : "");
        if (given.isEmpty()) {
            throw new OperatorException("Setting " + setting + " is missing: set it to the address of the receiver.");
        }
        List<URI> urls = Arrays.stream(given.split("\\s*,\\s*"))
                .map(it -> address(setting, it, schemes))
                .toList();
        if (urls.size() > 1 && type != ReceiverType.ALERTMANAGER) {
            throw new OperatorException("Setting " + setting + " has " + urls.size()
                    + " addresses: only an Alertmanager has several; name another destination for each.");
        }
        return urls;
    }

    /** The address; a complaint shows nothing of it, since it may hold a token. */
    private static URI address(String setting, String text, Set<String> schemes) {
        URI address = parsed(setting, text);
        if (address.getScheme() == null || !schemes.contains(address.getScheme()) || address.getHost() == null) {
            throw new OperatorException("Setting " + setting + " must begin with "
                    + String.join(":// or ", schemes.stream().sorted().toList()) + ":// and a host.");
        }
        refusal(address.getHost()).ifPresent(it -> {
            throw new OperatorException(
                    "Setting " + setting + " leads to " + it + ": set it to the address of a receiver.");
        });
        return address;
    }

    private static URI parsed(String setting, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new OperatorException("Setting " + setting + " is no address: quote special characters (%20).");
        }
    }

    /** Only an address in digits can be judged now; a name is resolved, and judged, at each connection. */
    private static Optional<String> refusal(String host) {
        if (!host.matches("[\\d.]+|\\[.*]")) {
            return Optional.empty();
        }
        try {
            return AddressRules.refusal(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.of("no host");
        }
    }

    private static Optional<Password> secret(String prefix, AbstractConfig config) {
        String file = config.getString(prefix + "secret.file").strip();
        Optional<Password> secret = password(config, prefix + "secret");
        if (file.isEmpty()) {
            return secret;
        }
        if (secret.isPresent()) {
            throw new OperatorException(
                    "Settings " + prefix + "secret and " + prefix + "secret.file are both set: remove one of them.");
        }
        return Optional.of(secretIn(prefix + "secret.file", Path.of(file)));
    }

    private static Password secretIn(String setting, Path file) {
        SecretFile.requirePrivate("Setting " + setting, file);
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new OperatorException("Setting " + setting + ": " + file + " is empty; write the secret to it.");
            }
            return new Password(text);
        } catch (IOException e) {
            throw new OperatorException(
                    "Setting " + setting + ": " + file + " cannot be read; check the path and its owner.", e);
        }
    }

    private static Optional<Password> password(AbstractConfig config, String name) {
        return Optional.ofNullable(config.getPassword(name))
                .map(it -> new Password(it.value().strip()))
                .filter(it -> !it.value().isEmpty());
    }

    @Override
    public String toString() {
        return "NotifySettings" + destinations;
    }
}
