package io.tunnelwatch.ingest.credentials;

import io.tunnelwatch.runtime.files.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The sources of the official credentials chain, as far as they can be checked without network access. */
record ConfiguredCredentials(Map<String, String> environment, Path home) {
    ConfiguredCredentials {
        environment = Map.copyOf(environment);
    }

    boolean any() {
        return keyInEnvironment()
                || identityToken()
                || profileFile()
                || isSet("ALIBABA_CLOUD_ECS_METADATA")
                || isSet("ALIBABA_CLOUD_CREDENTIALS_URI");
    }

    private boolean keyInEnvironment() {
        return allSet("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    }

    private boolean identityToken() {
        return allSet("ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE");
    }

    private boolean profileFile() {
        return profiles().anyMatch(Files::isReadable);
    }

    private Stream<Path> profiles() {
        String named = environment.getOrDefault("ALIBABA_CLOUD_CREDENTIALS_FILE", "");
        Path profile = named.isEmpty() ? home.resolve(".alibabacloud/credentials.ini") : Path.of(named);
        boolean disabled = Boolean.parseBoolean(environment.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"));
        return disabled ? Stream.of(profile) : Stream.of(home.resolve(".aliyun/config.json"), profile);
    }

    /** Refuses credential files that other users can read, if the chain would get as far as its files. */
    void requirePrivate() {
        if (!keyInEnvironment() && !identityToken()) {
            profiles().filter(Files::isReadable).forEach(it -> SecretFile.requirePrivate("Credentials", it));
        }
    }

    private boolean allSet(String... names) {
        return Stream.of(names).allMatch(this::isSet);
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
