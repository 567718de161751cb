package io.tunnelwatch.ingest.credentials;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs calls. Not a record, and without property-style accessors, so nothing that prints or binds objects by
 * their shape can expose the secret.
 */
public final class AccessKey {
    private final String id;
    private final String secret;
    private final @Nullable String securityToken;

    public AccessKey(String id, String secret, Optional<String> securityToken) {
        this.id = Objects.requireNonNull(id);
        this.secret = Objects.requireNonNull(secret);
        this.securityToken = securityToken.orElse(null);
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }

    /** The security token; only temporary keys have one. */
    public Optional<String> securityToken() {
        return Optional.ofNullable(securityToken);
    }

    @Override
    public String toString() {
        return "AccessKey[redacted]";
    }
}
