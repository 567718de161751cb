package io.tunnelwatch.notify.codec;

import io.tunnelwatch.notify.gate.Acknowledgement;
import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.GateClock;
import io.tunnelwatch.notify.gate.Incident;
import io.tunnelwatch.notify.gate.NoticeCause;
import io.tunnelwatch.notify.gate.NoticeReason;
import io.tunnelwatch.notify.gate.StandingCommand;
import io.tunnelwatch.notify.state.AcknowledgementMemory;
import io.tunnelwatch.notify.state.ClockMemory;
import io.tunnelwatch.notify.state.CommandMemory;
import io.tunnelwatch.notify.state.HeldMemory;
import io.tunnelwatch.notify.state.IncidentMemory;
import io.tunnelwatch.notify.state.ToldDestination;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Command;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Converts the state of the gate to what its stores hold, and back. */
@SuppressWarnings("NullAway") // Avro's setters take null where the schema does
public final class GateCodec {
    private GateCodec() {}

    public static IncidentMemory encode(Incident it) {
        return IncidentMemory.newBuilder()
                .setTold(it.told().entrySet().stream()
                        .map(told -> new ToldDestination(
                                told.getKey(), told.getValue().toEpochMilli()))
                        .toList())
                .setOpen(List.copyOf(it.open()))
                .setAcknowledgement(it.acknowledgement() == null ? null : encode(it.acknowledgement()))
                .setEndedAcknowledgement(encode(it.endedAcknowledgement()))
                .setHeld(encode(it.suppressedBy()))
                .build();
    }

    private static AcknowledgementMemory encode(Acknowledgement it) {
        return new AcknowledgementMemory(
                it.commandId(),
                it.by(),
                it.until().toEpochMilli(),
                it.severity().name(),
                it.members().stream().sorted().toList(),
                it.isExpiryNoticeDone());
    }

    private static @Nullable HeldMemory encode(@Nullable NoticeCause it) {
        return it == null ? null : new HeldMemory(it.reason().name(), it.commandId());
    }

    public static Incident decode(Alert alert, IncidentMemory it) {
        var told = new TreeMap<String, Instant>();
        it.getTold().forEach(entry -> told.put(entry.getName(), Instant.ofEpochMilli(entry.getAt())));
        return new Incident(
                alert,
                told,
                new TreeSet<>(it.getOpen()),
                it.getAcknowledgement() == null ? null : decode(it.getAcknowledgement()),
                decode(it.getEndedAcknowledgement()),
                decode(it.getHeld()));
    }

    private static Acknowledgement decode(AcknowledgementMemory it) {
        return new Acknowledgement(
                it.getCommandId(),
                it.getBy(),
                Instant.ofEpochMilli(it.getUntil()),
                AlertSeverity.valueOf(it.getSeverity()),
                Set.copyOf(it.getMembers()),
                it.getReminded());
    }

    private static @Nullable NoticeCause decode(@Nullable HeldMemory it) {
        return it == null ? null : new NoticeCause(NoticeReason.valueOf(it.getReason()), it.getCommandId());
    }

    public static CommandMemory encode(StandingCommand it) {
        return new CommandMemory(
                it.isCancelled(), it.announced() == null ? null : it.announced().toEpochMilli());
    }

    public static StandingCommand decode(Command command, CommandMemory it) {
        StandingCommand read = CommandReader.read(command);
        return new StandingCommand(
                command, read.matchers(), read.times(), it.getCancelled(), instant(it.getAnnounced()));
    }

    public static ClockMemory encode(GateClock it) {
        return new ClockMemory(
                it.now().toEpochMilli(),
                it.firstTickAt() == null ? null : it.firstTickAt().toEpochMilli(),
                it.noOldStepSinceTick(),
                it.isPublishing());
    }

    public static GateClock decode(ClockMemory it) {
        return new GateClock(
                Instant.ofEpochMilli(it.getNow()), instant(it.getOpenedAt()), it.getQuiet(), it.getBegun());
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
