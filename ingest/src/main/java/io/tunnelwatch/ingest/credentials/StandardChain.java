package io.tunnelwatch.ingest.credentials;

import com.aliyun.credentials.exception.CredentialException;
import com.aliyun.credentials.models.CredentialModel;
import com.aliyun.credentials.provider.DefaultCredentialsProvider;
import com.aliyun.credentials.utils.AuthUtils;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cloud's official default credentials chain. It caches and refreshes temporary keys itself. */
final class StandardChain implements CredentialsSource {
    private final DefaultCredentialsProvider chain;

    private StandardChain(DefaultCredentialsProvider chain) {
        this.chain = chain;
    }

    /** @throws io.tunnelwatch.runtime.OperatorException if other users may read a file with keys */
    static StandardChain create(Map<String, String> environment, Path home) {
        new ConfiguredCredentials(environment, home).requirePrivate();
        if (environment.getOrDefault("ALIBABA_CLOUD_ECS_METADATA", "").isBlank()) {
            // By default the chain ends at the metadata service's link-local address, which outside the cloud belongs
            // to nobody, or to somebody else.
            AuthUtils.disableECSMetaData(true);
        }
        return new StandardChain(new DefaultCredentialsProvider());
    }

    @Override
    public AccessKey current(String account) {
        try {
            return key(chain.getCredentials());
        } catch (CredentialException | IllegalArgumentException e) {
            // Its message lists the error of each source, at worst with file contents, so it is not repeated.
            throw new NoCredentialsException("no credentials in the default chain: set ALIBABA_CLOUD_ACCESS_KEY_ID and"
                    + " ALIBABA_CLOUD_ACCESS_KEY_SECRET, or one of the chain's other sources");
        }
    }

    private static AccessKey key(CredentialModel model) {
        if (isMissing(model.getAccessKeyId()) || isMissing(model.getAccessKeySecret())) {
            throw new NoCredentialsException(
                    "the credentials chain gave no AccessKey: bearer tokens cannot sign calls");
        }
        return new AccessKey(
                model.getAccessKeyId(),
                model.getAccessKeySecret(),
                Optional.ofNullable(model.getSecurityToken()).filter(token -> !token.isEmpty()));
    }

    private static boolean isMissing(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
