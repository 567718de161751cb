package io.tunnelwatch.sink.api;

import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Selects the connections that a request asks for. */
final class Filter implements Predicate<DisplayedConnection> {
    private final Optional<FacetState> state;
    private final Optional<String> account;
    private final Optional<String> region;
    private final Optional<String> gateway;
    private final Optional<String> customerGateway;
    private final Optional<String> tag;
    private final Optional<String> text;
    private final boolean selectsAll;

    Filter(QueryParameters parameters) {
        state = parameters.oneOf("state", FacetState.class);
        account = parameters.text("account");
        region = parameters.text("region");
        gateway = parameters.text("gateway");
        customerGateway = parameters.text("customerGateway");
        tag = parameters.text("tag");
        text = parameters.text("q").map(it -> it.toLowerCase(Locale.ROOT));
        selectsAll = Stream.of(state, account, region, gateway, customerGateway, tag, text)
                .allMatch(Optional::isEmpty);
    }

    boolean selectsAll() {
        return selectsAll;
    }

    static String[] parametersAnd(String... others) {
        return Stream.concat(
                        Stream.of("state", "account", "region", "gateway", "customerGateway", "tag", "q"),
                        Stream.of(others))
                .toArray(String[]::new);
    }

    @Override
    public boolean test(DisplayedConnection it) {
        return selectsAll || isSelected(it);
    }

    private boolean isSelected(DisplayedConnection it) {
        ConnectionContext context = it.view().getContext();
        return state.map(wanted -> wanted == it.state()).orElse(true)
                && account.map(it.view().getAccount()::equals).orElse(true)
                && region.map(it.view().getRegion()::equals).orElse(true)
                && gateway.map(wanted -> wanted.equals(gateway(context))).orElse(true)
                && customerGateway
                        .map(context.getCustomerGatewayIds()::contains)
                        .orElse(true)
                && tag.map(wanted -> context.getTags().stream().anyMatch(has -> isTag(has, wanted)))
                        .orElse(true)
                && text.map(wanted -> words(it)
                                .anyMatch(word -> word.toLowerCase(Locale.ROOT).contains(wanted)))
                        .orElse(true);
    }

    /** The connection's end on the cloud's side: a VPN gateway or a transit router. */
    static String gateway(ConnectionContext it) {
        return it.getVpnGatewayId().isEmpty() ? it.getTransitRouterId() : it.getVpnGatewayId();
    }

    /** Returns whether a tag matches {@code key} or {@code key:value}. */
    private static boolean isTag(Tag has, String wanted) {
        return wanted.equals(has.getKey()) || wanted.equals(has.getKey() + ":" + has.getValue());
    }

    private static Stream<String> words(DisplayedConnection it) {
        ConnectionContext context = it.view().getContext();
        return Stream.of(
                        List.of(it.id(), it.name(), gateway(context), it.view().getRegion()),
                        context.getCustomerGatewayIds(),
                        context.getLocalSubnets(),
                        context.getRemoteSubnets(),
                        context.getTags().stream()
                                .map(tag -> tag.getKey() + ":" + tag.getValue())
                                .toList())
                .flatMap(List::stream);
    }
}
