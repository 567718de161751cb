package io.tunnelwatch.app.brokers;

import io.tunnelwatch.app.faults.BrokerNode;
import io.tunnelwatch.app.faults.Child;
import io.tunnelwatch.app.faults.Nodes;
import io.tunnelwatch.app.plan.ClusterPlan;
import io.tunnelwatch.app.plan.PlanFormat;
import io.tunnelwatch.testsupport.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * A cluster as in a company: TLS everywhere, users that prove who they are by certificate, SCRAM-SHA-512 or a token, and nothing
 * allowed to anybody but what an ACL grants. Each node is a process of its own.
 */
public final class SecuredBrokers implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String ROOT = "root";

    private final Path directory;
    private final KeyFiles keys;
    private final List<String> mutual;
    private final List<String> sasl;
    private final List<String> controllers;
    private final TokenServer tokens;
    private final Nodes nodes;

    /**
     * Starts the cluster.
     *
     * @param users everybody who may log in, by any of the ways
     * @param count number of nodes
     */
    public SecuredBrokers(Path directory, List<String> users, int count) throws Exception {
        var names = new ArrayList<>(users);
        names.add(HOST);
        this.directory = Files.createDirectories(directory);
        tokens = new TokenServer();
        keys = new KeyFiles(directory.resolve("keys"), names);
        var addresses =
                FreePorts.some(3 * count).stream().map(it -> HOST + ":" + it).toList();
        mutual = addresses.subList(0, count);
        sasl = addresses.subList(count, 2 * count);
        controllers = addresses.subList(2 * count, 3 * count);
        var scram = Stream.concat(users.stream(), Stream.of(ROOT))
                .map(it -> "SCRAM-SHA-512=[name=" + it + ",password=" + password(it) + "]")
                .toList();
        var processes = new ArrayList<Child>();
        for (int node = 1; node <= count; node++) {
            String name = "broker-" + node;
            var settings = BrokerNode.settings(directory.resolve(name), node, controllers);
            settings.putAll(security(node));
            var arguments = new ArrayList<String>();
            arguments.add(BrokerNode.written(settings, directory.resolve(name + ".properties"))
                    .toString());
            arguments.addAll(scram);
            processes.add(new Child(directory.resolve(name + ".txt"), BrokerNode.class, arguments));
        }
        nodes = new Nodes(processes, Admin.create(new HashMap<String, Object>(root())));
    }

    public Nodes nodes() {
        return nodes;
    }

    /** Addresses for those who log in by SCRAM or a token. */
    public String bootstrapServers() {
        return String.join(",", sasl);
    }

    /** Makes what the plan has, by the commands of {@code topics --format kafka-cli}; returns their number. */
    public int prepare(ClusterPlan plan) throws Exception {
        Path file = BrokerNode.written(root(), directory.resolve("root.properties"));
        try (var tools = new KafkaTools()) {
            return tools.run(
                    PlanFormat.KAFKA_CLI.textOf(plan),
                    Map.of("BOOTSTRAP", bootstrapServers(), "ADMIN", file.toString()));
        }
    }

    /** Settings of a client of the one who may do everything. */
    public Map<String, String> root() throws Exception {
        return scram(ROOT);
    }

    /** Logs in with a certificate from PEM files. */
    public Map<String, String> pem(String user) throws Exception {
        return mutualTls(keys.pem(user));
    }

    /** Logs in with a certificate from a Java key store. */
    public Map<String, String> jks(String user) throws Exception {
        return mutualTls(keys.jks(user));
    }

    public Map<String, String> scram(String user) throws Exception {
        return sasl(
                "SCRAM-SHA-512",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password(user) + "\";");
    }

    /** Logs in with a token that a token server has signed. */
    public Map<String, String> token(String user) throws Exception {
        var it = sasl("OAUTHBEARER", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        it.put("sasl.oauthbearer.client.credentials.client.id", user);
        it.put("sasl.oauthbearer.client.credentials.client.secret", TokenServer.secret(user));
        it.put("sasl.oauthbearer.token.endpoint.url", tokens.tokens());
        it.put(
                "sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        return it;
    }

    /** Returns settings of a client as those of our programs. */
    public static Map<String, String> asSettings(Map<String, String> client) {
        var it = new HashMap<String, String>();
        client.forEach((name, value) -> it.put(name.equals("bootstrap.servers") ? name : "kafka." + name, value));
        return it;
    }

    private Map<String, String> mutualTls(Map<String, String> files) {
        var it = new HashMap<>(files);
        it.put("bootstrap.servers", String.join(",", mutual));
        it.put("security.protocol", "SSL");
        return it;
    }

    private Map<String, String> sasl(String mechanism, String login) throws Exception {
        var it = new HashMap<>(keys.trust());
        it.put("bootstrap.servers", bootstrapServers());
        it.put("security.protocol", "SASL_SSL");
        it.put("sasl.mechanism", mechanism);
        it.put("sasl.jaas.config", login);
        return it;
    }

    private static String password(String user) {
        return "must-never-" + user;
    }

    private Map<String, String> security(int node) throws Exception {
        var it = new HashMap<>(keys.pem(HOST));
        String clients = "MUTUAL://" + mutual.get(node - 1) + ",SASL://" + sasl.get(node - 1);
        it.put("listeners", clients + ",CONTROLLER://" + controllers.get(node - 1));
        it.put("advertised.listeners", clients);
        it.put("listener.security.protocol.map", "MUTUAL:SSL,SASL:SASL_SSL,CONTROLLER:SSL");
        it.put("inter.broker.listener.name", "MUTUAL");
        it.put("listener.name.mutual.ssl.client.auth", "required");
        it.put("listener.name.controller.ssl.client.auth", "required");
        it.put("ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/");
        it.put("listener.name.sasl.sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
        it.put(
                "listener.name.sasl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        it.put(
                "listener.name.sasl.oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " unsecuredLoginStringClaim_sub=\"nobody\";");
        it.put(
                "listener.name.sasl.oauthbearer.sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
        it.put("sasl.oauthbearer.jwks.endpoint.url", tokens.keys());
        it.put("sasl.oauthbearer.expected.audience", TokenServer.AUDIENCE);
        it.put("sasl.oauthbearer.expected.issuer", TokenServer.ISSUER);
        it.put("authorizer.class.name", StandardAuthorizer.class.getName());
        it.put("super.users", "User:" + HOST + ";User:" + ROOT);
        it.put("allow.everyone.if.no.acl.found", "false");
        return it;
    }

    @Override
    public void close() {
        nodes.close();
        tokens.close();
    }
}
