package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A random fleet that two customers share. Connections pass from one to the other. Whatever is written about the other one bears
 * a mark that must never be shown to the first.
 */
final class SharedFleet {
    static final String CUSTOMER = "acme";
    static final String MARK = "foreign-must-never";
    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    /** Of all the maintenance, what selects connections of the customer: by a pattern of tags, and by the gateway. */
    static final int MAINTENANCE_OF_CUSTOMER = 2;

    private static final Instant BEGIN = NOW.minus(Duration.ofDays(40));
    private static final List<String> OWNERS = List.of(CUSTOMER, CUSTOMER, MARK, "");

    private final SplittableRandom random;
    private final ReadModel model;
    private final Map<String, Instant> ownSince = new TreeMap<>();
    private final Map<String, Instant> created = new TreeMap<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> fingerprints = new ArrayList<>();
    private long scan;

    /** The order of the last transition of a connection; its view has the same. */
    private Order followed = new Order(0L, 0L, 0);

    /** A connection with what is written about it at a moment. */
    private record Branch(String key, String id, String owner, Instant at) {
        boolean isOwn() {
            return owner.equals(CUSTOMER);
        }

        String text() {
            return isOwn() ? "of " + CUSTOMER : "of " + MARK;
        }

        ConnectionContext context() {
            var tags = owner.isEmpty() ? List.<Tag>of() : List.of(new Tag("customer", owner));
            return new ConnectionContext(
                    "branch " + text(),
                    "VPNGW",
                    "vpn-shared",
                    List.of(isOwn() ? "cgw-" + CUSTOMER : "cgw-" + MARK),
                    "",
                    "active",
                    List.of(),
                    List.of(),
                    tags);
        }
    }

    SharedFleet(long seed, ReadModel model) {
        this.random = new SplittableRandom(seed);
        this.model = model;
        judged("acct/region");
        judged(MARK + "/region");
        for (int i = 0; i < 12; i++) {
            connection(i);
        }
        groups();
        commands();
    }

    /** Ids of the customer's connections of now, with the time since which each is his; of the others there is none. */
    Map<String, Instant> ownSince() {
        return ownSince;
    }

    /** Whether a connection is the customer's from its beginning. */
    boolean isOwnFromTheBeginning(String id) {
        return Objects.equals(created.get(id), ownSince.get(id));
    }

    List<String> ids() {
        return ids;
    }

    List<String> fingerprints() {
        return fingerprints;
    }

    private void judged(String target) {
        String[] parts = target.split("/");
        model.put(
                new TargetView(parts[0], parts[1], order(), NOW, NOW, 30_000L, NOW.plusSeconds(30), 3, null, null, ""));
    }

    private Order order() {
        return new Order(1L, ++scan, 0);
    }

    private Instant between(Instant from, Instant to) {
        return from.plusSeconds(
                random.nextLong(1, Math.max(2, Duration.between(from, to).toSeconds())));
    }

    private String owner() {
        return OWNERS.get(random.nextInt(OWNERS.size()));
    }

    /** A connection passes through the hands of some owners. */
    private void connection(int number) {
        boolean isElsewhere = random.nextInt(6) == 0;
        String target = isElsewhere ? MARK + "/region" : "acct/region";
        String owner = isElsewhere ? MARK : owner();
        String id = owner.equals(MARK) ? "vco-" + MARK + number : "vco-" + number;
        ids.add(id);
        var branch = new Branch(target + "/" + id, id, owner, between(BEGIN, BEGIN.plus(Duration.ofDays(5))));
        created.put(id, branch.at());
        transition(branch, TransitionKind.CONNECTION_CREATED, List.of());
        Instant ownedSince = branch.at();
        int changes = isElsewhere ? 0 : random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            Instant end = between(branch.at(), NOW.minus(Duration.ofHours(2)));
            live(branch, end);
            var next = new Branch(branch.key(), id, id.contains(MARK) ? MARK : owner(), end);
            transition(next, TransitionKind.CONFIGURATION_CHANGED, changes(branch, next));
            ownedSince = branch.isOwn() && next.isOwn() ? ownedSince : end;
            if (random.nextBoolean()) {
                alert(next, end.plusSeconds(random.nextInt(900)), changes(branch, next));
            }
            branch = next;
        }
        live(branch, NOW);
        if (branch.isOwn()) {
            ownSince.put(id, ownedSince);
        }
        view(branch);
    }

    private static List<ConfigurationChange> changes(Branch before, Branch after) {
        return List.of(
                new ConfigurationChange(
                        null,
                        "name",
                        before.context().getName(),
                        after.context().getName()),
                new ConfigurationChange(null, "tags.customer", before.owner(), after.owner()),
                new ConfigurationChange(
                        null,
                        "customerGatewayId",
                        before.context().getCustomerGatewayIds().get(0),
                        after.context().getCustomerGatewayIds().get(0)));
    }

    private void transition(Branch it, TransitionKind kind, List<ConfigurationChange> changes) {
        followed = order();
        model.put(
                it.key(),
                Transition.newBuilder()
                        .setTransitionId("t" + scan)
                        .setKind(kind)
                        .setAccount(account(it))
                        .setRegion("region")
                        .setConnectionId(it.id())
                        .setEntity(it.id())
                        .setNotBefore(it.at().minusSeconds(30))
                        .setDetectedAt(it.at())
                        .setContext(it.context())
                        .setChanges(changes)
                        .setOrder(followed)
                        .build());
    }

    private static String account(Branch it) {
        return it.key().substring(0, it.key().indexOf('/'));
    }

    /** What happens to a connection while it has one owner: up and down, and some alerts. */
    private void live(Branch it, Instant until) {
        Instant from = it.at();
        FacetState state = FacetState.UP;
        while (from.isBefore(until)) {
            Instant to = between(from, from.plus(Duration.ofDays(12)));
            Instant end = to.isBefore(until) ? to : until;
            interval(it, state, from, until.equals(NOW) && end.equals(until) ? null : end);
            if (state == FacetState.DOWN) {
                alert(it, from, List.of());
            }
            state = state == FacetState.UP ? FacetState.DOWN : FacetState.UP;
            from = end;
        }
    }

    private void interval(Branch it, FacetState state, Instant from, @Nullable Instant to) {
        model.put(Interval.newBuilder()
                .setIntervalId(it.id() + from)
                .setAccount(account(it))
                .setRegion("region")
                .setEntity(it.id())
                .setFacet(FacetKind.SERVICE)
                .setState(state)
                .setReason(FacetReason.UNKNOWN)
                .setRaw(it.text())
                .setValidFrom(from)
                .setValidFromNotBefore(from.minusSeconds(30))
                .setValidTo(to)
                .setCloseReason(to == null ? null : CloseReason.TRANSITION)
                .build());
    }

    private void view(Branch it) {
        var value = new FacetValue(FacetState.UP, FacetReason.UNKNOWN, it.text(), it.at());
        model.put(
                it.key(),
                ConnectionView.newBuilder()
                        .setAccount(account(it))
                        .setRegion("region")
                        .setConnectionId(it.id())
                        .setHeadline(value)
                        .setFacets(List.of(new FacetView(null, FacetKind.SERVICE, value)))
                        .setContext(it.context())
                        .setChangedAt(it.at())
                        .setOrder(followed)
                        .build());
    }

    private void alert(Branch it, Instant at, List<ConfigurationChange> recent) {
        String before = recent.isEmpty() ? it.text() : recent.get(0).getBefore();
        publish(step(it, at)
                .setRule(AlertRule.ConnectionDown)
                .setEntity(it.id())
                .setConnectionId(it.id())
                .setContext(it.context())
                .setSummary("The connection is down " + before)
                .setAdvice(before)
                .setRecentChanges(recent));
    }

    private Alert.Builder step(Branch it, Instant at) {
        String fingerprint = "f" + fingerprints.size();
        return Alert.newBuilder()
                .setFingerprint(fingerprint)
                .setStepId(fingerprint + at)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount(account(it))
                .setRegion("region")
                .setSince(at)
                .setNotBefore(at)
                .setFiredAt(at)
                .setUpdatedAt(at)
                .setDecision("held because of " + MARK)
                .setInhibitedBy(MARK)
                .setOrder(order());
    }

    private void publish(Alert.Builder step) {
        Alert it = step.build();
        fingerprints.add(it.getFingerprint());
        model.put(it);
        model.put(Notification.newBuilder()
                .setNotificationId("n" + scan)
                .setFingerprint(it.getFingerprint())
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason("FIRED")
                .setDetail(MARK)
                .setDestinations(List.of(MARK))
                .setAt(it.getUpdatedAt())
                .setAlert(it)
                .build());
    }

    /** Alerts about several connections, and about a whole target. */
    private void groups() {
        var any = new Branch("acct/region/any", "any", CUSTOMER, NOW.minus(Duration.ofDays(1)));
        publish(step(any, any.at())
                .setRule(AlertRule.GatewayDown)
                .setEntity("vpn-shared")
                .setMembers(ids)
                .setSummary("Down: " + MARK)
                .setContext(any.context()));
        publish(step(any, any.at())
                .setRule(AlertRule.TargetStale)
                .setEntity("acct/region")
                .setSummary("Nobody polls " + MARK));
    }

    private void commands() {
        int number = 0;
        for (List<LabelMatcher> matchers : List.of(
                List.of(new LabelMatcher("tag_customer", MARK, false, true)),
                List.of(new LabelMatcher("tag_customer", CUSTOMER + "|" + MARK, true, true)),
                List.of(new LabelMatcher("vpn_gateway_id", "vpn-shared", false, true)),
                List.of(new LabelMatcher("severity", "info", false, false)),
                List.of(
                        new LabelMatcher("vpn_gateway_id", "vpn-shared", false, true),
                        new LabelMatcher("severity", "critical", false, true)))) {
            for (CommandType type : List.of(CommandType.MAINTENANCE, CommandType.SILENCE)) {
                Instant at = between(BEGIN, NOW);
                String id = MARK + number++;
                command(id, type, at, it -> it.setMatchers(matchers)
                        .setFrom(at)
                        .setUntil(at.plus(Duration.ofHours(random.nextInt(1, 90)))));
                if (random.nextBoolean()) {
                    command(id + "-end", CommandType.CANCEL, at.plusSeconds(600), it -> it.setCancels(id));
                }
            }
        }
        for (String it : fingerprints) {
            if (random.nextInt(3) == 0) {
                command(MARK + it, CommandType.ACKNOWLEDGE, NOW.minusSeconds(60), ack -> ack.setFingerprint(it));
            }
        }
    }

    private void command(
            String id,
            CommandType type,
            Instant at,
            java.util.function.Function<Command.Builder, Command.Builder> more) {
        model.commands()
                .put(more.apply(Command.newBuilder()
                                .setCommandId(id)
                                .setType(type)
                                .setBy(MARK)
                                .setReason(MARK)
                                .setAt(at))
                        .build());
    }
}
