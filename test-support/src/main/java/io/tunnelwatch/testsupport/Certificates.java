package io.tunnelwatch.testsupport;

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

/** Keys and certificates of servers for one test, and the authority that signed some of them, in one PKCS 12 file. */
public final class Certificates {
    private static final String AUTHORITY = "authority";
    private static final String[] FOR_THE_TEST = {"-validity", "10"};

    private final Path file;
    private final String password;

    public Certificates(Path file, String password) {
        this.file = file;
        this.password = password;
    }

    public Path file() {
        return file;
    }

    /** Adds the authority, which must be there before it signs. */
    public void authority() throws IOException, InterruptedException {
        keytool(AUTHORITY, "Authority of the test", FOR_THE_TEST, "-ext", "bc:c");
    }

    public void signed(String alias, String host) throws IOException, InterruptedException {
        signed(alias, host, FOR_THE_TEST);
    }

    /** Adds a certificate whose validity stands in options of keytool, such as -startdate -20d -validity 10. */
    public void signed(String alias, String host, String... validity) throws IOException, InterruptedException {
        keytool(alias, host, validity, "-ext", names(host), "-signer", AUTHORITY);
    }

    public void selfSigned(String alias, String host) throws IOException, InterruptedException {
        keytool(alias, host, FOR_THE_TEST, "-ext", names(host));
    }

    private static String names(String host) {
        return (host.matches("[\\d.]+") ? "san=ip:" : "san=dns:") + host;
    }

    /** Makes the context of a client that trusts the authority only. */
    public SSLContext trusting() throws IOException, GeneralSecurityException {
        return trusting(AUTHORITY);
    }

    /** Makes the context of a client that trusts this certificate only. */
    public SSLContext trusting(String alias) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(alias, store().getCertificate(alias));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Makes the context of the server with this certificate. */
    public SSLContext of(String alias) throws IOException, GeneralSecurityException {
        char[] secret = password.toCharArray();
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, store().getKey(alias, secret), secret, store().getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, secret);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file.toFile(), password.toCharArray());
    }

    private void keytool(String alias, String name, String[] validity, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", alias, "-dname", "CN=" + name, "-keyalg", "EC"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", password));
        Stream.of(validity, options).flatMap(Stream::of).forEach(command::add);
        Path output = file.resolveSibling("keytool.txt");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("keytool ended with " + exit + ": " + Files.readString(output));
        }
    }
}
