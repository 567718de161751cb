package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A complete answer. It is sent, never compared.
 *
 * @param pieces of the body; other answers may share them
 * @param more headers beyond those of every answer
 */
public record Reply(int status, String type, String caching, List<byte[]> pieces, List<HttpField> more) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOON = "2";
    private static final Pattern COMPRESSIBLE =
            Pattern.compile("(application/(json|openmetrics-text)|text/(html|css|javascript|plain))\\b.*");
    private static final int WORTH_COMPRESSING = 1_024;
    private static final byte[] COMMA = {','};

    public Reply(int status, String type, String caching, byte[] body) {
        this(status, type, caching, List.of(body), List.of());
    }

    public long length() {
        return pieces.stream().mapToLong(it -> it.length).sum();
    }

    public byte[] body() {
        var whole = new ByteArrayOutputStream();
        pieces.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    public Reply with(HttpHeader name, String value) {
        var fields = new ArrayList<>(more);
        fields.add(new HttpField(name, value));
        return new Reply(status, type, caching, pieces, List.copyOf(fields));
    }

    /** The same reply, which a browser may keep for a while. */
    Reply cacheable() {
        return new Reply(status, type, "private, max-age=300", pieces, more);
    }

    /** The same reply, which nobody may keep. */
    Reply uncached() {
        return new Reply(status, type, "no-store", pieces, more);
    }

    /** Compresses the body: thousands of connections are megabytes of repeated words. */
    public Reply compressed() {
        if (!COMPRESSIBLE.matcher(type).matches() || length() < WORTH_COMPRESSING) {
            return this;
        }
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            for (byte[] piece : pieces) {
                zip.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("there is nothing to fail in memory", e);
        }
        return new Reply(status, type, caching, List.of(out.toByteArray()), more)
                .with(HttpHeader.CONTENT_ENCODING, "gzip")
                .with(HttpHeader.VARY, "Accept-Encoding");
    }

    public static Reply json(int status, JsonNode body) {
        return new Reply(status, "application/json", "no-store", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** An object with a list at its end, whose items are JSON already. */
    static Reply json(ObjectNode body, String name, List<byte[]> list) {
        String open = body.toString();
        var pieces = new ArrayList<byte[]>(2 * list.size() + 2);
        pieces.add((open.substring(0, open.length() - 1) + ",\"" + name + "\":[").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                pieces.add(COMMA);
            }
            pieces.add(list.get(i));
        }
        pieces.add("]}".getBytes(StandardCharsets.UTF_8));
        return new Reply(200, "application/json", "no-store", pieces, List.of());
    }

    /** RFC 9457. */
    public static Reply problem(int status, String title, String detail) {
        var body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return new Reply(
                status, "application/problem+json", "no-store", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The detail of a problem, for the log; empty for any other answer. */
    public String detail() {
        try {
            return type.equals("application/problem+json")
                    ? JSON.readTree(body()).path("detail").asText()
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException("there is nothing to fail in memory", e);
        }
    }

    public static Reply busy(String detail) {
        return problem(503, "Busy", detail).with(HttpHeader.RETRY_AFTER, SOON);
    }
}
