package io.tunnelwatch.simulator;

import com.sun.net.httpserver.Headers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies ACS3-HMAC-SHA256 as the cloud does, and answers as it does when it does not fit. Written apart from the signer. */
final class SignatureCheck {
    private static final Pattern AUTHORIZATION =
            Pattern.compile("ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]+)");
    private static final Duration LATEST = Duration.ofMinutes(15);
    private static final int NONCES_KEPT = 100_000;

    private final Scenario scenario;
    private final Set<String> nonces = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > NONCES_KEPT;
        }
    }));

    SignatureCheck(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Who called, or why they may not. */
    record Verdict(Optional<Scenario.Account> account, Optional<Answer> refusal) {
        static Verdict refused(int status, String code, String message) {
            return new Verdict(Optional.empty(), Optional.of(Answer.error(status, code, message)));
        }
    }

    Verdict check(String method, SortedMap<String, String> parameters, Headers headers, byte[] body, Instant now) {
        var given = AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
        if (!given.matches()) {
            return Verdict.refused(400, "IncompleteSignature", "The request signature does not conform to standards.");
        }
        Optional<Scenario.Account> account = scenario.accountOfKey(given.group(1));
        if (account.isEmpty()) {
            return Verdict.refused(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        }
        String canonical = canonicalRequest(method, parameters, headers, given.group(2), body);
        String toSign = "ACS3-HMAC-SHA256\n" + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        if (!hmac(account.get().accessKeySecret(), toSign).equals(given.group(3))) {
            // The real one repeats what was signed, too: whoever logs this message logs the caller's token.
            return Verdict.refused(
                    400,
                    "SignatureDoesNotMatch",
                    "Specified signature is not matched with our calculation. server string to sign is:" + toSign
                            + " server canonical request is:" + canonical);
        }
        if (!isTimely(headers.getFirst("x-acs-date"), now)) {
            return Verdict.refused(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        }
        if (!nonces.add(String.valueOf(headers.getFirst("x-acs-signature-nonce")))) {
            return Verdict.refused(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
        return new Verdict(account, Optional.empty());
    }

    private static String canonicalRequest(
            String method, SortedMap<String, String> parameters, Headers headers, String signedHeaders, byte[] body) {
        String query = parameters.entrySet().stream()
                .map(it -> encoded(it.getKey()) + "=" + encoded(it.getValue()))
                .collect(Collectors.joining("&"));
        String canonicalHeaders = Stream.of(signedHeaders.split(";"))
                .map(name -> name + ":" + String.valueOf(headers.getFirst(name)).strip() + "\n")
                .collect(Collectors.joining());
        return method + "\n/\n" + query + "\n" + canonicalHeaders + "\n" + signedHeaders + "\n" + hex(sha256(body));
    }

    private static boolean isTimely(String date, Instant now) {
        try {
            return Duration.between(Instant.parse(String.valueOf(date)), now)
                            .abs()
                            .compareTo(LATEST)
                    <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return hex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
