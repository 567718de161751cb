package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Clearing;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Firing;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Pending;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertState.Flapping;
import io.tunnelwatch.processor.domain.alert.AlertState.Inhibition;
import io.tunnelwatch.processor.domain.alert.AlertState.Published;
import io.tunnelwatch.processor.domain.alert.Penalty;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.state.AlertMemory;
import io.tunnelwatch.processor.state.FlappingMemory;
import io.tunnelwatch.processor.state.InhibitionMemory;
import io.tunnelwatch.processor.state.OnsetMemory;
import io.tunnelwatch.processor.state.ToldMemory;
import io.tunnelwatch.processor.state.TroubleMemory;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Converts the detector's state of an alert to Avro and back. */
final class AlertCodec {
    private AlertCodec() {}

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    static AlertMemory encode(AlertKey key, AlertState it) {
        AlertMemory encoded = encode(it.phase());
        encoded.setEntity(key.entity());
        encoded.setRule(key.rule().name());
        encoded.setPenalty(it.penalty().points());
        encoded.setFellAt(Millis.of(it.penalty().at()));
        encoded.setFlapping(it.flapping() == null ? null : flapping(it.flapping()));
        encoded.setInhibition(it.inhibition() == null ? null : inhibition(it.inhibition()));
        encoded.setTold(it.published() == null ? null : published(it.published()));
        return encoded;
    }

    static AlertKey key(AlertMemory it) {
        return new AlertKey(it.getEntity(), AlertRule.valueOf(it.getRule()));
    }

    static AlertState decode(AlertMemory it) {
        return decode(it, List.of());
    }

    /** @param members members of the group that the alert covers */
    static AlertState decode(AlertMemory it, List<String> members) {
        return new AlertState(
                phase(it),
                new Penalty(it.getPenalty(), Millis.time(it.getFellAt())),
                it.getFlapping() == null ? null : flapping(it.getFlapping()),
                it.getInhibition() == null ? null : inhibition(it.getInhibition()),
                it.getTold() == null ? null : published(it.getTold(), members));
    }

    /** The part of an alert that its state determines. */
    private static AlertMemory encode(AlertPhase it) {
        return it.match(
                quiet -> phase("QUIET"), AlertCodec::pending, firing -> firing("FIRING", firing), AlertCodec::clearing);
    }

    private static AlertMemory phase(String name) {
        var encoded = new AlertMemory();
        encoded.setPhase(name);
        return encoded;
    }

    private static AlertMemory pending(Pending it) {
        AlertMemory encoded = phase("PENDING");
        encoded.setOnset(onset(it.onset()));
        encoded.setTrouble(problem(it.problem()));
        encoded.setLooks(it.scans());
        return encoded;
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    private static AlertMemory firing(String phase, Firing it) {
        AlertMemory encoded = phase(phase);
        encoded.setOnset(onset(it.onset()));
        encoded.setTrouble(problem(it.problem()));
        encoded.setBadSince(Millis.ofMaybe(it.badSince()));
        return encoded;
    }

    private static AlertMemory clearing(Clearing it) {
        AlertMemory encoded = firing("CLEARING", it.firing());
        encoded.setGoodSince(Millis.of(it.goodSince()));
        encoded.setLooks(it.scans());
        return encoded;
    }

    private static AlertPhase phase(AlertMemory it) {
        return switch (it.getPhase()) {
            case "QUIET" -> new AlertPhase.Quiet();
            case "PENDING" -> new Pending(onset(it.getOnset()), problem(it.getTrouble()), it.getLooks());
            case "FIRING" -> firing(it);
            case "CLEARING" ->
                new Clearing(firing(it), Millis.time(Objects.requireNonNull(it.getGoodSince())), it.getLooks());
            default -> throw new IllegalStateException("An alert in an unknown phase: " + it.getPhase());
        };
    }

    private static Firing firing(AlertMemory it) {
        return new Firing(onset(it.getOnset()), problem(it.getTrouble()), Millis.timeMaybe(it.getBadSince()));
    }

    private static FlappingMemory flapping(Flapping it) {
        return new FlappingMemory(onset(it.onset()), problem(it.problem()), it.announced(), it.downPublished());
    }

    private static Flapping flapping(FlappingMemory it) {
        return new Flapping(onset(it.getOnset()), problem(it.getTrouble()), it.getAnnounced(), it.getToldDown());
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    private static InhibitionMemory inhibition(Inhibition it) {
        return new InhibitionMemory(it.by(), Millis.ofMaybe(it.endedAt()));
    }

    private static Inhibition inhibition(InhibitionMemory it) {
        return new Inhibition(it.getBy(), Millis.timeMaybe(it.getEndedAt()));
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    private static ToldMemory published(Published it) {
        var encoded = new ToldMemory();
        encoded.setFiredAt(Millis.of(it.firedAt()));
        encoded.setOnset(onset(it.onset()));
        encoded.setTrouble(problem(it.problem()));
        encoded.setInhibitedBy(it.inhibitedBy());
        encoded.setSpoke(it.notified());
        encoded.setMembers(it.members());
        return encoded;
    }

    private static Published published(ToldMemory it, List<String> members) {
        return new Published(
                Millis.time(it.getFiredAt()),
                onset(it.getOnset()),
                problem(it.getTrouble()),
                it.getInhibitedBy(),
                it.getSpoke(),
                MemberSubsetCodec.decode(it.getMembers(), members));
    }

    private static OnsetMemory onset(Onset it) {
        return new OnsetMemory(Millis.of(it.since()), Millis.of(it.notBefore()), it.initial());
    }

    private static Onset onset(@Nullable OnsetMemory it) {
        Objects.requireNonNull(it, "An alert that is not quiet has an onset");
        return new Onset(Millis.time(it.getSince()), Millis.time(it.getNotBefore()), it.getInitial());
    }

    private static TroubleMemory problem(Problem it) {
        Reading reading = it.reading();
        return new TroubleMemory(
                it.severity().name(), reading.state().name(), reading.reason().name(), reading.raw());
    }

    private static Problem problem(@Nullable TroubleMemory it) {
        Objects.requireNonNull(it, "An alert that is not quiet has a trouble");
        return new Problem(
                Severity.valueOf(it.getSeverity()),
                new Reading(FacetState.valueOf(it.getState()), FacetReason.valueOf(it.getReason()), it.getRaw()));
    }
}
