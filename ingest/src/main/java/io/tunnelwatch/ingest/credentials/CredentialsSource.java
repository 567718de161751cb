package io.tunnelwatch.ingest.credentials;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Source of the key that signs calls. Asked before each call, from several threads. */
public interface CredentialsSource {
    /**
     * The current key. May block while it is refreshed.
     *
     * @param account the account as named in the target
     * @throws NoCredentialsException if there is no key now
     */
    AccessKey current(String account);

    static CredentialsSource fixed(String id, String secret) {
        var key = new AccessKey(id, secret, Optional.empty());
        return account -> key;
    }

    /** The cloud's own chain: JVM properties, environment, OIDC, the command line tool's profile, the profile file, roles. */
    static CredentialsSource standardChain() {
        return StandardChain.create(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** Returns whether the chain has any source configured. Checks names and files only, never the network. */
    static boolean areConfigured(Map<String, String> environment, Path home) {
        return new ConfiguredCredentials(environment, home).any();
    }
}
