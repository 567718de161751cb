package io.tunnelwatch.simulator.story;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the faults of a scenario. */
final class FaultReader {
    private final long repeat;
    private final Map<String, Account> accounts;

    FaultReader(long repeat, Map<String, Account> accounts) {
        this.repeat = repeat;
        this.accounts = accounts;
    }

    Fault read(Node node) {
        long from = node.millis("from", 0);
        long until = node.millis("until", repeat == 0 ? Long.MAX_VALUE : repeat);
        if (until <= from || (repeat > 0 && until > repeat)) {
            throw node.wrong(
                    "the fault must end after it begins and before the timeline repeats; correct 'from' or 'until'");
        }
        var fault = new Fault(
                from, until, repeat, account(node), region(node), node.text("action", null), Effect.read(node));
        node.refuseTheRest();
        return fault;
    }

    private @Nullable String region(Node node) {
        return node.find("region")
                .map(it -> {
                    if (accounts.values().stream()
                            .noneMatch(account -> account.regions().contains(it.text()))) {
                        throw it.wrong("no account has the region '" + it.text() + "'; add it to 'regions' or correct"
                                + " it");
                    }
                    return it.text();
                })
                .orElse(null);
    }

    private @Nullable String account(Node node) {
        return node.find("account")
                .map(it -> it.among(accounts, "account").name())
                .orElse(null);
    }
}
