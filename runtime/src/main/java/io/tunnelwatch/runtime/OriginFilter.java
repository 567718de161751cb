package io.tunnelwatch.runtime;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Stands before a handler of the JDK's HTTP server, and answers 403 to requests that a page of another site makes. Every answer
 * says that browsers must neither guess its type nor show it within another page.
 */
public final class OriginFilter extends Filter {
    private final OriginRules rules;

    public OriginFilter(OriginRules rules) {
        this.rules = rules;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain next) throws IOException {
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
        var headers = exchange.getRequestHeaders();
        var refusal = rules.refusal(exchange.getRequestMethod(), headers::get);
        if (refusal.isEmpty()) {
            next.doFilter(exchange);
            return;
        }
        try (exchange) {
            byte[] body = (refusal.get().detail() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            boolean isHead = "HEAD".equals(exchange.getRequestMethod());
            exchange.sendResponseHeaders(403, isHead ? -1 : body.length);
            if (!isHead) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public String description() {
        return "refuses requests by pages of other sites";
    }
}
