package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.api.Reply;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's own error responses, to requests that it rejects or in which we failed: as little as possible, in the API's format.
 */
final class ProblemErrorHandler extends ErrorHandler {
    private final boolean isSecure;

    ProblemErrorHandler(boolean isSecure) {
        this.isSecure = isSecure;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        Reply reply = problem(status);
        var fields = response.getHeaders();
        Arrays.stream(WebServer.safety(isSecure)).forEach(fields::put);
        fields.put(HttpHeader.CONTENT_TYPE, reply.type());
        fields.put(HttpHeader.CACHE_CONTROL, reply.caching());
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    private static Reply problem(int status) {
        String title = HttpStatus.getCode(status) == null ? "Error" : HttpStatus.getMessage(status);
        String detail =
                switch (status) {
                    case 414, 431 -> "Address and headers of a request must not exceed 8 KiB.";
                    case 500 -> "The server failed; its log says how.";
                    default -> status < 500 ? "The request cannot be understood." : "The server cannot do this.";
                };
        return Reply.problem(status, title, detail);
    }
}
