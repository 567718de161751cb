package io.tunnelwatch.sink.serve;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** The server's key and certificate. */
final class Keystore {
    private Keystore() {}

    static KeyStore read(Path file, String password) {
        try (var in = Files.newInputStream(file)) {
            var keystore = KeyStore.getInstance("PKCS12");
            keystore.load(in, password.toCharArray());
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
