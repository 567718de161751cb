package io.tunnelwatch.app.brokers;

import io.tunnelwatch.testsupport.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Keys and certificates of one authority, in the kinds of files that Kafka's clients read. */
final class KeyFiles {
    static final String PASSWORD = "must-never-keys";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path directory;
    private final KeyStore all;

    /** @param names common names of the certificates; one that is an address is a broker's */
    KeyFiles(Path directory, List<String> names) throws Exception {
        this.directory = Files.createDirectories(directory);
        var certificates = new Certificates(directory.resolve("all.p12"), PASSWORD);
        certificates.authority();
        for (String it : names) {
            certificates.signed(it, it);
        }
        all = KeyStore.getInstance(certificates.file().toFile(), PASSWORD.toCharArray());
    }

    /** Settings of a client, or of a listener, with everything in PEM files. */
    Map<String, String> pem(String name) throws IOException, GeneralSecurityException {
        Path trusted = Files.writeString(directory.resolve("authority.pem"), block("CERTIFICATE", authority()));
        var own = new StringBuilder(
                block("PRIVATE KEY", all.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        for (var it : all.getCertificateChain(name)) {
            own.append(block("CERTIFICATE", it.getEncoded()));
        }
        Path mine = Files.writeString(directory.resolve(name + ".pem"), own);
        return Map.of(
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                trusted.toString(),
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.location",
                mine.toString());
    }

    /** Settings of a client with a Java key store, and the trusted authority in a PKCS 12 file. */
    Map<String, String> jks(String name) throws IOException, GeneralSecurityException {
        var own = KeyStore.getInstance("JKS");
        own.load(null, null);
        char[] password = PASSWORD.toCharArray();
        own.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        var settings = new java.util.TreeMap<>(trust());
        settings.putAll(Map.of(
                "ssl.keystore.type",
                "JKS",
                "ssl.keystore.location",
                stored(own, name + ".jks"),
                "ssl.keystore.password",
                PASSWORD,
                "ssl.key.password",
                PASSWORD));
        return settings;
    }

    /** Settings of a client that only trusts the authority. */
    Map<String, String> trust() throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", all.getCertificate("authority"));
        return Map.of(
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                stored(trusted, "trust.p12"),
                "ssl.truststore.password",
                PASSWORD);
    }

    private String stored(KeyStore store, String name) throws IOException, GeneralSecurityException {
        Path file = directory.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file.toString();
    }

    private byte[] authority() throws GeneralSecurityException {
        return all.getCertificate("authority").getEncoded();
    }

    private static String block(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(content) + "\n-----END " + type + "-----\n";
    }
}
