package io.tunnelwatch.notify;

import io.tunnelwatch.notify.receiver.ReceiverType;
import io.tunnelwatch.notify.receiver.WebhookBody;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The settings of destinations, whose names contain the operator's own word: {@code notify.<name>.type} and the others. */
final class DestinationSettings {
    /** Stands for the destination's name in the reference of all settings. */
    static final String PLACEHOLDER = "NAME";

    private static final Pattern SETTING = Pattern.compile("notify\\.([^.]*)\\..+");

    /** The words that begin other settings of the notifier, and cannot name a destination. */
    private static final Set<String> RESERVED = Stream.of(NotifySettings.DEFINITION, GateSettings.definition())
            .flatMap(it -> it.names().stream())
            .map(it -> it.split("\\.")[1])
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private DestinationSettings() {}

    /** The names of all destinations, from any setting of theirs. */
    static SortedSet<String> names(Settings settings) {
        var names = new TreeSet<String>();
        for (String setting : settings.asGiven().keySet()) {
            var parts = SETTING.matcher(setting);
            if (parts.matches() && !RESERVED.contains(parts.group(1))) {
                names.add(valid(parts.group(1), setting));
            }
        }
        return names;
    }

    private static String valid(String name, String setting) {
        if (!NAME.matcher(name).matches()) {
            throw new OperatorException("Setting " + setting + " names a destination '" + name
                    + "': use up to 40 small letters, digits and hyphens, beginning with a letter.");
        }
        return name;
    }

    /** The settings of one destination. */
    static ConfigDef definition(String name) {
        String prefix = "notify." + name + ".";
        return new ConfigDef()
                .define(
                        prefix + "type",
                        ConfigDef.Type.STRING,
                        "",
                        Importance.HIGH,
                        "Type of the destination NAME. The name is yours: small letters and digits, in a file also hyphens;"
                                + " other settings and the records of notices use it. The type is one of "
                                + ReceiverType.names() + ". Every destination is told of everything"
                                + " that is not silent, unless there are routes."
                                + " Example: alertmanager.")
                .define(
                        prefix + "url",
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.HIGH,
                        "Address of the destination, with a token in it if the receiver gave it one. A mail server is"
                                + " 'smtp://USER@HOST:587' (with STARTTLS) or 'smtps://USER@HOST:465'. The members of an"
                                + " Alertmanager cluster are separated by commas, and each is told of everything."
                                + " Addresses of metadata services and other link-local addresses are refused."
                                + " Example: http://alertmanager-1:9093,http://alertmanager-2:9093.")
                .define(
                        prefix + "format",
                        ConfigDef.Type.STRING,
                        "standard",
                        Importance.MEDIUM,
                        "Body of a webhook: 'standard' (Standard Webhooks), 'alertmanager' (as Alertmanager's own webhook,"
                                + " version 4) or 'cloudevents' (structured mode). Other types do not use it."
                                + " Example: cloudevents.")
                .define(
                        prefix + "secret",
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "Secret that the receiver shares with Tunnelwatch: it signs webhooks ('whsec_' and Base64; several,"
                                + " separated by spaces, while one is replaced) and messages to DingTalk and Feishu. It is the"
                                + " routing key of PagerDuty, and the password of the mail server's user. Set it in the environment, or better in"
                                + " 'notify.NAME.secret.file'."
                                + " Example: ${file:/run/secrets/tunnelwatch:notify.secret}.")
                .define(
                        prefix + "secret.file",
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "File with the secret of the destination. Only its owner may read it (chmod 600)."
                                + " Example: /etc/tunnelwatch/webhook.secret.")
                .define(
                        prefix + "from",
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "Sender of mails. Other types do not use it." + " Example: tunnelwatch@example.com.")
                .define(
                        prefix + "to",
                        ConfigDef.Type.LIST,
                        "",
                        Importance.MEDIUM,
                        "Receivers of mails, comma-separated. Other types do not use it."
                                + " Example: oncall@example.com,network@example.com.")
                .define(
                        prefix + "mobiles",
                        ConfigDef.Type.LIST,
                        "",
                        Importance.LOW,
                        "Numbers of the people whom DingTalk calls by a critical message, comma-separated; 'all' calls"
                                + " everybody in the group. Other types do not use it."
                                + " Example: 13800000000.")
                .define(
                        prefix + "configuration.changes",
                        ConfigDef.Type.BOOLEAN,
                        null,
                        Importance.LOW,
                        "Whether the destination is told when the configuration of a connection has changed. If it is not"
                                + " set, only PagerDuty is told, by change events, which page nobody. A route that matches on"
                                + " severity takes changes as 'info'. It cannot be true for an Alertmanager or its format, which know alerts only."
                                + " Example: true.");
    }

    static Optional<WebhookBody> body(String text) {
        return WebhookBody.of(text.strip().toLowerCase(Locale.ROOT));
    }

    static String bodies() {
        return Arrays.stream(WebhookBody.values())
                .map(it -> it.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
