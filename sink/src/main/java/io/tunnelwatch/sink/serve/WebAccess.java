package io.tunnelwatch.sink.serve;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the page is served, and to whom.
 *
 * @param keystore PKCS 12, with the key and the certificate; without one it speaks plain HTTP
 * @param token what a bearer shows; it is also taken as the password of any user, so that a browser can give it
 * @param usersFile lines of {@code name:bcrypt}, as {@code htpasswd -B} writes them
 */
public record WebAccess(
        String host,
        int port,
        Optional<Path> keystore,
        String keystorePassword,
        Optional<String> token,
        Optional<Path> usersFile) {

    /** Plain HTTP, and nobody is asked. */
    public static WebAccess open(String host, int port) {
        return new WebAccess(host, port, Optional.empty(), "", Optional.empty(), Optional.empty());
    }

    boolean asks() {
        return token.isPresent() || usersFile.isPresent();
    }

    /** Neither password nor token. */
    @Override
    public String toString() {
        return "WebAccess[" + host + ":" + port + ", tls=" + keystore.isPresent() + ", asks=" + asks() + "]";
    }
}
