package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.commands.AccessRole;
import io.tunnelwatch.sink.commands.Caller;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The role of a caller, and the tags that limit him, as a file of tokens or of users has them: {@code operator:env=prod}. */
final class CallerText {
    static final Pattern NAME = Pattern.compile("[\\w.@-]{1,64}");
    private static final Pattern LIMIT = Pattern.compile("([^=,:]{1,128})=([^,:]{1,128})");

    private CallerText() {}

    /**
     * Reads role and limits.
     *
     * @param where names the setting and the file, for the message
     * @param limits {@code tag=value,…}; empty for none
     */
    static Caller parse(String where, String name, String role, String limits) {
        if (!NAME.matcher(name).matches()) {
            throw new OperatorException(where + " has a name that is not of 1 to 64 letters, digits and '_.@-'.");
        }
        var caller = new Caller(
                name,
                AccessRole.named(role)
                        .orElseThrow(() -> new OperatorException(
                                where + " gives " + name + " no known role: customer, viewer, operator or admin.")),
                limits(where, name, limits));
        if (!caller.limits().isEmpty()
                && !List.of(AccessRole.CUSTOMER, AccessRole.OPERATOR).contains(caller.role())) {
            throw new OperatorException(
                    where + " limits " + name + " to tags, but only what a customer sees and what an"
                            + " operator commands can be limited: a viewer sees everything, and an admin has no limits.");
        }
        if (caller.limits().isEmpty() && caller.role() == AccessRole.CUSTOMER) {
            throw new OperatorException(
                    where + " makes " + name + " a customer without a tag=value: a customer sees the"
                            + " connections with that tag, and nothing else.");
        }
        return caller;
    }

    private static Map<String, String> limits(String where, String name, String text) {
        var limits = new TreeMap<String, String>();
        for (String it : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            var parts = LIMIT.matcher(it.strip());
            if (!parts.matches()) {
                throw new OperatorException(where + " limits " + name + " to something that is not tag=value.");
            }
            limits.put("tag_" + parts.group(1).replaceAll("[^A-Za-z0-9_]", "_"), parts.group(2));
        }
        return limits;
    }
}
