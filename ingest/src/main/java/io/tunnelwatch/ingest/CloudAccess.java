package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.AlibabaVpnApi;
import io.tunnelwatch.ingest.api.CloudClock;
import io.tunnelwatch.ingest.api.Endpoints;
import io.tunnelwatch.ingest.api.Proxies;
import io.tunnelwatch.ingest.api.ProxyLogin;
import io.tunnelwatch.ingest.api.SecurityTokenService;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.DurationSetting;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * Access to the cloud: servers, proxy and roles.
 *
 * @param endpoint server for all calls; empty for the cloud's own
 * @param proxy host:port; empty for the one of the JVM or environment
 * @param proxyUser empty if the proxy requires none
 * @param roles the ARN of the role to assume, by account
 * @param stsEndpoint server of the token service, which issues the roles' keys
 */
public record CloudAccess(
        String endpoint,
        String proxy,
        String proxyUser,
        Password proxyPassword,
        Duration callTimeout,
        Map<String, String> roles,
        String stsEndpoint) {
    public static final String ENDPOINT = "cloud.endpoint";
    public static final String PROXY = "cloud.proxy";
    public static final String PROXY_USER = "cloud.proxy.user";
    public static final String PROXY_PASSWORD = "cloud.proxy.password";
    public static final String CALL_TIMEOUT = "call.timeout";
    public static final String ROLES = "cloud.roles";
    public static final String STS_ENDPOINT = "cloud.sts.endpoint";

    private static final Pattern ROLE_ARN = Pattern.compile("acs:ram::\\d{1,20}:role/[A-Za-z0-9._-]{1,64}");

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    ENDPOINT,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "Server for all calls to the VPN API, such as a simulator or a private endpoint: host,"
                            + " 'host:port', or a URL with http or https. Plain http is allowed only to this machine."
                            + " If it is empty, ingest calls the cloud's own server of each region, under the name"
                            + " that DescribeRegions returns if the key may call that."
                            + " Example: http://127.0.0.1:8088.")
            .define(
                    PROXY,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "HTTP proxy to the cloud: 'host:port'. If it is empty, ingest uses the JVM's proxy"
                            + " ('https.proxyHost'), else that of the environment ('HTTPS_PROXY', 'NO_PROXY'). Calls"
                            + " to this machine use no proxy."
                            + " Example: proxy.example.com:3128.")
            .define(
                    PROXY_USER,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "User for '" + PROXY + "', if that proxy requires a login. A user for 'HTTPS_PROXY' belongs in its"
                            + " URL. User and password reach the proxy unencrypted (Basic)."
                            + " Example: tunnelwatch.")
            .define(
                    PROXY_PASSWORD,
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.LOW,
                    "Password of '" + PROXY_USER + "'. Set it in the environment or in a file, not on a command line."
                            + " Example: ${file:/run/secrets/tunnelwatch:proxy.password}.")
            .define(
                    CALL_TIMEOUT,
                    ConfigDef.Type.STRING,
                    "PT10S",
                    DurationSetting.between(Duration.ofMillis(100), Duration.ofMinutes(2)),
                    Importance.LOW,
                    "Time limit of one call to the cloud, from connecting to the last byte of the answer."
                            + " Example: PT20S.")
            .define(
                    ROLES,
                    ConfigDef.Type.LIST,
                    List.of(),
                    Importance.MEDIUM,
                    "RAM roles to assume: 'account=ARN', comma-separated. An account here must be in 'targets'. Ingest"
                            + " polls accounts without a role with its own credentials."
                            + " Example: 1234567890123456=acs:ram::1234567890123456:role/tunnelwatch.")
            .define(
                    STS_ENDPOINT,
                    ConfigDef.Type.STRING,
                    "sts.aliyuncs.com",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Server of the token service (STS), which issues the temporary keys of '" + ROLES + "': host,"
                            + " 'host:port', or a URL with http or https. Plain http is allowed only to this machine."
                            + " Example: sts.eu-central-1.aliyuncs.com.");

    public CloudAccess {
        roles = Map.copyOf(roles);
    }

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static CloudAccess of(Settings settings) {
        var config = settings.parse(DEFINITION);
        var access = new CloudAccess(
                config.getString(ENDPOINT),
                config.getString(PROXY),
                config.getString(PROXY_USER),
                Optional.ofNullable(config.getPassword(PROXY_PASSWORD)).orElse(new Password("")),
                DurationSetting.of(config, CALL_TIMEOUT),
                roles(config.getList(ROLES)),
                config.getString(STS_ENDPOINT));
        access.endpoints();
        access.tokenServers();
        access.proxies(Map.of());
        return access;
    }

    /** Refuses a role for an account without targets: it is a typing error, and the intended account would have no role. */
    CloudAccess forAccountsOf(List<TargetId> targets) {
        roles.keySet().stream()
                .filter(account -> targets.stream().noneMatch(it -> it.account().equals(account)))
                .findFirst()
                .ifPresent(account -> {
                    throw new OperatorException("Setting " + ROLES + ": account '" + account
                            + "' is in no target; correct its spelling, or the targets'.");
                });
        return this;
    }

    /** @param base source of the key that assumes the roles and serves accounts without one */
    VpnApi api(CredentialsSource base, ResponseMapper mapper, Clock clock) {
        Proxies proxies = proxies(System.getenv());
        return new AlibabaVpnApi(endpoints(), proxies, credentials(base, proxies, clock), mapper, callTimeout, clock);
    }

    CloudAccess noSlowerThan(Duration limit) {
        var timeout = callTimeout.compareTo(limit) > 0 ? limit : callTimeout;
        return new CloudAccess(endpoint, proxy, proxyUser, proxyPassword, timeout, roles, stsEndpoint);
    }

    CloudClock clock(Clock clock) {
        return new CloudClock(endpoints(), proxies(System.getenv()), callTimeout, clock);
    }

    private CredentialsSource credentials(CredentialsSource base, Proxies proxies, Clock clock) {
        return roles.isEmpty()
                ? base
                : new AssumedRoles(
                        base, roles, new SecurityTokenService(tokenServers(), proxies, callTimeout, clock), clock);
    }

    private Endpoints endpoints() {
        return Endpoints.of(ENDPOINT, endpoint);
    }

    private Endpoints tokenServers() {
        return Endpoints.of(STS_ENDPOINT, stsEndpoint);
    }

    private Proxies proxies(Map<String, String> environment) {
        var login =
                Optional.of(proxyUser).filter(it -> !it.isBlank()).map(it -> new ProxyLogin(it, proxyPassword.value()));
        return Proxies.of(proxy, login, environment);
    }

    private static Map<String, String> roles(List<String> texts) {
        var roles = new TreeMap<String, String>();
        for (String text : texts) {
            String[] parts = text.split("=", 2);
            if (parts.length != 2 || !ROLE_ARN.matcher(parts[1].strip()).matches()) {
                throw new OperatorException(
                        "Setting " + ROLES + ": '" + text + "' is not account=ARN of a role, such as"
                                + " 1234567890123456=acs:ram::1234567890123456:role/tunnelwatch.");
            }
            roles.put(parts[0].strip(), parts[1].strip());
        }
        return roles;
    }
}
