package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.credentials.AccessKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ACS3-HMAC-SHA256 signature of the cloud's API (version 3): covers method, query, the given headers and the body's hash.
 */
final class Acs3Signature {
    private static final String ALGORITHM = "ACS3-HMAC-SHA256";

    static final String EMPTY_BODY_SHA256 = hex(sha256(""));

    private final String method;
    private final String query;
    private final TreeMap<String, String> headers = new TreeMap<>();

    Acs3Signature(String method, SortedMap<String, String> parameters, SortedMap<String, String> headers) {
        this.method = method;
        this.query = query(parameters);
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value.strip()));
    }

    /** The canonical query string, which the request line must contain unchanged. */
    static String query(SortedMap<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(it -> encode(it.getKey()) + "=" + encode(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    String authorization(AccessKey key) {
        return ALGORITHM + " Credential=" + key.id() + ",SignedHeaders=" + signedHeaders() + ",Signature="
                + signature(key);
    }

    String hashedCanonicalRequest() {
        String canonicalHeaders = headers.entrySet().stream()
                .map(it -> it.getKey() + ":" + it.getValue() + "\n")
                .collect(Collectors.joining());
        return hex(sha256(String.join(
                "\n",
                method,
                "/",
                query,
                canonicalHeaders,
                signedHeaders(),
                headers.getOrDefault("x-acs-content-sha256", EMPTY_BODY_SHA256))));
    }

    private String signedHeaders() {
        return String.join(";", headers.keySet());
    }

    private String signature(AccessKey key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String toSign = ALGORITHM + "\n" + hashedCanonicalRequest();
            return hex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Percent-encodes by RFC 3986; the JDK's form encoding differs in three characters. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
