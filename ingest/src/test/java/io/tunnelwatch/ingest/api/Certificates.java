package io.tunnelwatch.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates of servers for one test, and the authority that signed some of them. */
final class Certificates {
    private static final char[] PASSWORD = "of-the-test".toCharArray();
    private static final String AUTHORITY = "authority";

    private final Path store;

    private Certificates(Path store) {
        this.store = store;
    }

    static Certificates in(Path directory) throws Exception {
        var certificates = new Certificates(directory.resolve("certificates.p12"));
        certificates.keytool(AUTHORITY, "-dname", "CN=Authority of the test", "-ext", "bc:c", "-validity", "10");
        return certificates;
    }

    /** @param validity keytool options, such as -startdate -20d -validity 10 */
    void signed(String alias, String host, String... validity) throws Exception {
        var options = Stream.concat(
                Stream.of("-signer", AUTHORITY, "-dname", "CN=" + host, "-ext", "san=dns:" + host),
                Stream.of(validity));
        keytool(alias, options.toArray(String[]::new));
    }

    void selfSigned(String alias, String host) throws Exception {
        keytool(alias, "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-validity", "10");
    }

    /** The context of a client that trusts this authority only. */
    SSLContext trusting() throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(AUTHORITY, store().getCertificate(AUTHORITY));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The context of the server with this certificate. */
    SSLContext of(String alias) throws GeneralSecurityException, IOException {
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, store().getKey(alias, PASSWORD), PASSWORD, store().getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        var loaded = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD);
        }
        return loaded;
    }

    private void keytool(String alias, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", alias, "-keyalg", "EC"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        command.addAll(List.of(options));
        Path output = store.resolveSibling("keytool.txt");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(output)).isZero();
    }
}
