package io.tunnelwatch.ingest;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the key comes from that signs calls. Asked before each call, from several threads. */
public interface CredentialsSource {
    /**
     * May block for as long as a refresh takes.
     *
     * @param account as it stands in the target
     * @throws NoCredentialsException when there is none just now
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

    /** Whether the chain has anything to look at. Looks at names and files only, never at the network. */
    static boolean areConfigured(Map<String, String> environment, Path home) {
        return new ConfiguredCredentials(environment, home).any();
    }
}
