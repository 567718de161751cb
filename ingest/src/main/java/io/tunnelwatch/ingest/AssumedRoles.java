package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.SecurityTokenService;
import io.tunnelwatch.ingest.api.TemporaryKey;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.credentials.NoCredentialsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Temporary keys for the accounts that have a role; the others get the base key, which also assumes the roles. */
final class AssumedRoles implements CredentialsSource {
    /** A key is valid for an hour. Renewed this early, it outlasts a short outage of the token service. */
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(20);

    /** Pause after a failed renewal while the old key is valid, so an unreachable token service delays only a few calls. */
    private static final Duration TRIED_AGAIN_AFTER = Duration.ofMinutes(1);

    private final CredentialsSource base;
    private final SecurityTokenService tokens;
    private final Clock clock;
    private final Map<String, Role> byAccount = new TreeMap<>();

    /** @param roles the role's ARN by account */
    AssumedRoles(CredentialsSource base, Map<String, String> roles, SecurityTokenService tokens, Clock clock) {
        this.base = base;
        this.tokens = tokens;
        this.clock = clock;
        roles.forEach((account, arn) -> byAccount.put(account, new Role(account, arn)));
    }

    @Override
    public AccessKey current(String account) {
        Role role = byAccount.get(account);
        return role == null ? base.current(account) : role.current();
    }

    private final class Role {
        private final String account;
        private final String arn;
        private @Nullable TemporaryKey held;
        private Instant renewAt = Instant.MIN;

        Role(String account, String arn) {
            this.account = account;
            this.arn = arn;
        }

        synchronized AccessKey current() {
            Instant now = clock.instant();
            var known = held;
            return known != null && now.isBefore(renewAt)
                    ? known.key()
                    : renewed(now, known).key();
        }

        private TemporaryKey renewed(Instant now, @Nullable TemporaryKey old) {
            Outcome<TemporaryKey> outcome = tokens.assume(arn, base.current(account));
            if (outcome instanceof Answered<TemporaryKey> answered) {
                held = answered.value();
                renewAt = answered.value().expiration().minus(RENEWED_BEFORE);
                return answered.value();
            }
            if (old != null && now.isBefore(old.expiration())) {
                renewAt = now.plus(TRIED_AGAIN_AFTER);
                return old;
            }
            var failed = (Failed<TemporaryKey>) outcome;
            throw new NoCredentialsException(
                    failed.failureClass(), "role " + arn + " cannot be assumed: " + failed.detail());
        }
    }
}
