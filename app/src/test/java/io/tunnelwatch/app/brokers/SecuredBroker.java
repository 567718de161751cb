package io.tunnelwatch.app.brokers;

import io.tunnelwatch.testsupport.FreePorts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker as in a company: TLS everywhere, users that prove who they are by certificate, SCRAM-SHA-512 or a token, and nothing
 * allowed to anybody but what an ACL grants.
 */
public final class SecuredBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String ROOT = "root";

    private final KeyFiles keys;
    private final List<Integer> ports;
    private final KafkaRaftServer server;

    /** @param users everybody who may log in, by any of the ways */
    public SecuredBroker(Path directory, List<String> users) throws Exception {
        var names = new ArrayList<>(users);
        names.add(HOST);
        keys = new KeyFiles(directory.resolve("keys"), names);
        ports = FreePorts.some(3);
        var config = new KafkaConfig(configuration(directory.resolve("broker")), false);
        var scram = new ArrayList<String>();
        users.forEach(it -> scram.add("SCRAM-SHA-512=[name=" + it + ",password=" + password(it) + "]"));
        scram.add("SCRAM-SHA-512=[name=" + ROOT + ",password=" + password(ROOT) + "]");
        new Formatter()
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory.resolve("broker").toString()))
                .setMetadataLogDirectory(config.metadataLogDir())
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(scram)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .run();
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
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

    /** Logs in with a token that nobody has signed, which is the one kind that needs no other server. */
    public Map<String, String> token(String user) throws Exception {
        return sasl(
                "OAUTHBEARER",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " unsecuredLoginStringClaim_sub=\"" + user + "\";");
    }

    private Map<String, String> mutualTls(Map<String, String> files) {
        var it = new HashMap<>(files);
        it.put("bootstrap.servers", HOST + ":" + ports.get(0));
        it.put("security.protocol", "SSL");
        return it;
    }

    private Map<String, String> sasl(String mechanism, String login) throws Exception {
        var it = new HashMap<>(keys.trust());
        it.put("bootstrap.servers", HOST + ":" + ports.get(1));
        it.put("security.protocol", "SASL_SSL");
        it.put("sasl.mechanism", mechanism);
        it.put("sasl.jaas.config", login);
        return it;
    }

    private static String password(String user) {
        return "must-never-" + user;
    }

    private Map<String, String> configuration(Path directory) throws Exception {
        var it = new HashMap<>(keys.pem(HOST));
        it.put("process.roles", "broker,controller");
        it.put("node.id", "1");
        it.put("log.dirs", directory.toString());
        String clients = "MUTUAL://" + HOST + ":" + ports.get(0) + ",SASL://" + HOST + ":" + ports.get(1);
        it.put("listeners", clients + ",CONTROLLER://" + HOST + ":" + ports.get(2));
        it.put("advertised.listeners", clients);
        it.put("listener.security.protocol.map", "MUTUAL:SSL,SASL:SASL_SSL,CONTROLLER:SSL");
        it.put("controller.listener.names", "CONTROLLER");
        it.put("inter.broker.listener.name", "MUTUAL");
        it.put("controller.quorum.voters", "1@" + HOST + ":" + ports.get(2));
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
        it.put("authorizer.class.name", StandardAuthorizer.class.getName());
        it.put("super.users", "User:" + HOST + ";User:" + ROOT);
        it.put("allow.everyone.if.no.acl.found", "false");
        it.putAll(SingleBroker.SETTINGS);
        return it;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
