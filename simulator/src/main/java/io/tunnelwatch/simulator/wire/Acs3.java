package io.tunnelwatch.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** ACS3-HMAC-SHA256, the cloud's third signature. */
public final class Acs3 {
    private static final String ALGORITHM = "ACS3-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
            + " Credential=(?<key>[^,]+),\\s*SignedHeaders=(?<headers>[^,]+),\\s*Signature=(?<signature>[0-9a-f]+)");

    private Acs3() {}

    /** What an Authorization header claims. */
    public record Claim(String accessKeyId, List<String> signedHeaders, String signature) {
        public Claim {
            signedHeaders = List.copyOf(signedHeaders);
        }

        public static Optional<Claim> of(@Nullable String authorization) {
            var matcher = AUTHORIZATION.matcher(authorization == null ? "" : authorization);
            return matcher.matches()
                    ? Optional.of(new Claim(
                            matcher.group("key"),
                            Arrays.asList(matcher.group("headers").split(";", -1)),
                            matcher.group("signature")))
                    : Optional.empty();
        }
    }

    /** @param headers by lower-case name */
    public static String canonicalRequest(
            String method, Parameters query, Map<String, String> headers, List<String> signedHeaders, String bodyHash) {
        var text = new StringBuilder(512);
        text.append(method).append("\n/\n").append(query.canonical()).append('\n');
        for (String name : signedHeaders) {
            text.append(name)
                    .append(':')
                    .append(headers.getOrDefault(name, "").strip())
                    .append('\n');
        }
        return text.append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(bodyHash)
                .toString();
    }

    public static String stringToSign(String canonicalRequest) {
        return ALGORITHM + "\n" + sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8));
    }

    public static String sign(String secret, String stringToSign) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    public static String authorization(String accessKeyId, List<String> signedHeaders, String signature) {
        return ALGORITHM + " Credential=" + accessKeyId + ",SignedHeaders=" + String.join(";", signedHeaders)
                + ",Signature=" + signature;
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
