package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.apache.kafka.common.config.types.Password;

/** The server's key and certificate: a file in PKCS 12. */
public record Keystore(Path file, Password password) {
    KeyStore read() {
        SecretFile.requirePrivate("Setting http.tls.keystore", file);
        try (var in = Files.newInputStream(file)) {
            var keystore = KeyStore.getInstance("PKCS12");
            keystore.load(in, password.value().toCharArray());
            if (keystore.size() == 0) {
                throw new OperatorException("Setting http.tls.keystore: " + file + " holds no key.");
            }
            return keystore;
        } catch (IOException | GeneralSecurityException e) {
            throw new OperatorException(
                    "Setting http.tls.keystore: " + file + " cannot be opened (" + e.getMessage()
                            + "): it must be a PKCS 12 file, and http.tls.keystore.password its password.",
                    e);
        }
    }
}
