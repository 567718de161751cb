package io.tunnelwatch.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sources of credentials among which {@code init} lets a person choose. */
enum CredentialsChoice {
    ENVIRONMENT(
            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment of the program."),
    PROFILE(
            "The key stands in ~/.alibabacloud/credentials.ini or ~/.aliyun/config.json, which only its owner may read."),
    ECS("Set ALIBABA_CLOUD_ECS_METADATA to the name of the instance's RAM role."),
    OIDC("Set ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE.");

    private final String cure;

    CredentialsChoice(String cure) {
        this.cure = cure;
    }

    static CredentialsChoice of(String answer) {
        return Arrays.stream(values())
                .filter(it -> it.text().equalsIgnoreCase(answer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Choose one of "
                        + Arrays.stream(values()).map(CredentialsChoice::text).collect(Collectors.joining(", "))));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The sentence that says where the credentials are put. */
    String cure() {
        return cure;
    }
}
