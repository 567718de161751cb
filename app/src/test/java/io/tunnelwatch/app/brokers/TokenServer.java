package io.tunnelwatch.app.brokers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A token server as OAuth 2 has it: a client gets a signed token in exchange for its name and its secret, and a broker gets the
 * keys to check the signature.
 */
final class TokenServer implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int VALID_SECONDS = 600;

    /** For whom the tokens are. */
    static final String AUDIENCE = "brokers";

    static final String ISSUER = "https://login.example.com";

    private final ObjectMapper json = new ObjectMapper();
    private final KeyPair keys;
    private final HttpServer server;

    TokenServer() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        server = LoopbackServer.onAnyPort();
        server.createContext("/keys", it -> answer(it, 200, publicKeys()));
        server.createContext("/token", this::exchange);
        server.start();
    }

    /** The address at which clients get a token. */
    String tokens() {
        return address() + "/token";
    }

    /** The address at which brokers get the public keys. */
    String keys() {
        return address() + "/keys";
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The secret of a client. */
    static String secret(String client) {
        return "must-never-" + client;
    }

    private void exchange(HttpExchange request) throws IOException {
        String given = request.getRequestHeaders().getFirst("Authorization");
        String login = given == null || !given.startsWith("Basic ")
                ? ""
                : new String(Base64.getDecoder().decode(given.substring("Basic ".length())), StandardCharsets.UTF_8);
        String client = login.replaceFirst(":.*", "");
        if (!login.equals(client + ":" + secret(client))) {
            answer(request, 401, Map.of("error", "invalid_client"));
            return;
        }
        try {
            answer(
                    request,
                    200,
                    Map.of("access_token", token(client), "token_type", "Bearer", "expires_in", VALID_SECONDS));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String token(String client) throws IOException, GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String unsigned = part(Map.of("alg", "RS256", "kid", "1")) + "."
                + part(Map.of("sub", client, "aud", AUDIENCE, "iss", ISSUER, "iat", now, "exp", now + VALID_SECONDS));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
        return unsigned + "." + BASE64.encodeToString(signature.sign());
    }

    private String part(Map<String, Object> claims) throws IOException {
        return BASE64.encodeToString(json.writeValueAsBytes(claims));
    }

    private Map<String, Object> publicKeys() {
        var key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty", "RSA",
                        "kid", "1",
                        "alg", "RS256",
                        "use", "sig",
                        "n", number(key.getModulus()),
                        "e", number(key.getPublicExponent()))));
    }

    /** The bytes of a positive number, without the one of its sign. */
    private static String number(BigInteger it) {
        byte[] bytes = it.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private void answer(HttpExchange request, int status, Map<String, Object> content) throws IOException {
        try (request) {
            byte[] body = json.writeValueAsBytes(content);
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(status, body.length);
            request.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
