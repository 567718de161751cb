package io.tunnelwatch.ingest.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.WithRequestId;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the body of AssumeRole. Error messages quote none of it, because it holds a secret. */
final class AssumeRoleResponse {
    private static final JsonFactory JSON = new JsonFactory();

    private AssumeRoleResponse() {}

    static WithRequestId<TemporaryKey> read(byte[] body) throws MalformedResponseException {
        String requestId = "";
        Map<String, String> credentials = Map.of();
        try (var in = JSON.createParser(body)) {
            in.nextToken();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "RequestId" -> requestId = in.getValueAsString("");
                    case "Credentials" -> credentials = texts(in);
                    default -> in.skipChildren();
                }
            }
            return new WithRequestId<>(key(credentials), requestId);
        } catch (IOException | DateTimeParseException e) {
            throw new MalformedResponseException("the body is not an answer of AssumeRole");
        }
    }

    private static TemporaryKey key(Map<String, String> credentials) throws MalformedResponseException {
        String id = credentials.getOrDefault("AccessKeyId", "");
        String secret = credentials.getOrDefault("AccessKeySecret", "");
        String token = credentials.getOrDefault("SecurityToken", "");
        if (id.isEmpty() || secret.isEmpty() || token.isEmpty()) {
            throw new MalformedResponseException("the body of AssumeRole holds no key");
        }
        return new TemporaryKey(
                new AccessKey(id, secret, Optional.of(token)),
                Instant.parse(credentials.getOrDefault("Expiration", "")));
    }

    private static Map<String, String> texts(JsonParser in) throws IOException {
        var texts = new HashMap<String, String>();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return texts;
        }
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            if (in.nextToken().isScalarValue()) {
                texts.put(name, in.getValueAsString(""));
            } else {
                in.skipChildren();
            }
        }
        return texts;
    }
}
