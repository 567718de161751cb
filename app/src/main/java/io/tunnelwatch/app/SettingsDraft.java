package io.tunnelwatch.app;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.notify.receiver.ReceiverType;
import io.tunnelwatch.runtime.HttpAddress;
import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A settings file in the making.
 *
 * @param servers bootstrap servers, or {@value #HERE}
 * @param registry empty if Kafka is {@value #HERE}
 * @param destination a type of destination, or {@value #NONE}
 */
record SettingsDraft(
        CredentialsChoice credentials, String targets, String servers, String registry, String destination) {
    static final String HERE = "here";
    static final String NONE = "none";

    /** The name under which notices of the drafted file go out. */
    private static final String DESTINATION = "ops";

    static String targets(String text) {
        return Arrays.stream(text.split(","))
                .map(it -> TargetId.parse(it).key())
                .sorted()
                .distinct()
                .collect(Collectors.joining(","));
    }

    static String servers(String text) {
        if (text.equalsIgnoreCase(HERE)) {
            return HERE;
        }
        String servers = text.replaceAll("\\s", "");
        if (!servers.matches("[\\w.\\[\\]:-]+:\\d{1,5}(,[\\w.\\[\\]:-]+:\\d{1,5})*")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither 'here' nor host:port, such as kafka-1.example.com:9093");
        }
        return servers;
    }

    /** The usual place: port 8081 of the first server. */
    static String registryBeside(String servers) {
        String first = servers.split(",")[0];
        return (isOnThisMachine(first) ? "http://" : "https://") + first.substring(0, first.lastIndexOf(':')) + ":8081";
    }

    static String registry(String text) {
        URI address = URI.create(text); // throws IllegalArgumentException
        if (!HttpAddress.isOne(address)) {
            throw new IllegalArgumentException("'" + text + "' is not a URL, such as https://registry.example.com");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The address contains a user: set serde.basic.auth.user.info in a file" + " of its own instead");
        }
        return text;
    }

    static String destination(String text) {
        String type = text.toLowerCase(Locale.ROOT);
        if (!type.equals(NONE) && ReceiverType.of(type).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is neither none nor one of " + ReceiverType.names());
        }
        return type;
    }

    private static boolean isOnThisMachine(String server) {
        return Loopback.isAuthority(server.toLowerCase(Locale.ROOT));
    }

    String text() {
        var lines = new ArrayList<>(List.of(
                "# Settings of Tunnelwatch, drafted by 'tunnelwatch init'. 'tunnelwatch config' explains every setting,",
                "# and 'tunnelwatch config --check FILE' finds what is wrong here.",
                "#",
                "# No secret stands in this file. Programs find secrets in the environment, or in files of their own.",
                "",
                "# Accounts and regions to watch. The account is only a name; the credentials decide what is visible.",
                "targets=" + targets,
                "",
                "# Credentials of the cloud: " + credentials.text() + ".",
                "# " + credentials.cure(),
                "# docs/cloud-access.md contains the two permissions that they need.",
                "",
                "# Time between two scans of a target.",
                "poll.interval=PT30S",
                ""));
        lines.addAll(kafka());
        lines.add("");
        lines.addAll(notices());
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private List<String> kafka() {
        if (servers.equals(HERE)) {
            return List.of(
                    "# Kafka: 'tunnelwatch up' runs broker and registry in its own process. For a cluster, set these:",
                    "#bootstrap.servers=kafka.example.com:9093",
                    "#schema.registry.url=https://registry.example.com:8081",
                    "#kafka.security.protocol=SSL");
        }
        var lines = new ArrayList<>(List.of(
                "# The Kafka cluster and its schema registry.",
                "bootstrap.servers=" + servers,
                "schema.registry.url=" + registry));
        if (!Arrays.stream(servers.split(",")).allMatch(SettingsDraft::isOnThisMachine)) {
            lines.addAll(List.of(
                    "kafka.security.protocol=SSL",
                    "# With a user and a password instead, in a file that only its owner may read:",
                    "#kafka.security.protocol=SASL_SSL",
                    "#kafka.sasl.mechanism=SCRAM-SHA-512",
                    "#config.providers=file",
                    "#config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider",
                    "#kafka.sasl.jaas.config=${file:/run/secrets/tunnelwatch:kafka.jaas}"));
        }
        return lines;
    }

    private List<String> notices() {
        if (destination.equals(NONE)) {
            return List.of("# Notices: nobody is told. docs/notices.md says how to name destinations.");
        }
        return List.of(
                "# Notices go to the destination '" + DESTINATION + "'. Its address may let anybody write there, so it",
                "# stands in the environment. Set these variables; docs/notices.md names those of each type:",
                "#   " + variable("type") + "=" + destination,
                "#   " + variable("url") + "=…");
    }

    /** Commands to type next, and variables to set before. */
    List<String> nextSteps(Path file) {
        var steps = new ArrayList<>(List.of(credentials.cure()));
        if (!destination.equals(NONE)) {
            steps.add("For notices, set " + variable("type") + "=" + destination + ", and its address in "
                    + variable("url") + ".");
        }
        steps.add("Then: tunnelwatch doctor --config " + file);
        if (servers.equals(HERE)) {
            steps.add("      tunnelwatch up --config " + file);
        } else {
            steps.add("      tunnelwatch topics --create --config " + file);
            steps.add("      and ingest, processor and sink with --config " + file);
        }
        return steps;
    }

    private static String variable(String last) {
        return Settings.variable("notify." + DESTINATION + "." + last);
    }
}
