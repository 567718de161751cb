package io.tunnelwatch.notify.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.routing.RoutesFile;
import io.tunnelwatch.notify.routing.Routing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the gate as a table: each line is an input, and behind the arrow stands what is decided. */
class GateTest {
    private static final TreeSet<String> DESTINATIONS = new TreeSet<>(List.of("mail", "pager"));

    private static final String CASES =
            """
            tells each step of an alert once
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m updated a severity=warning       → a NOTIFY ALERT UPDATED > mail,pager
            2m again                            →
            3m flapping a                       → a NOTIFY ALERT FLAPPING > mail,pager
            4m down_while_flapping a            → a NOTIFY ALERT DOWN_WHILE_FLAPPING > mail,pager
            5m flap_end a active=false          → a NOTIFY ALERT FLAP_ENDED > mail,pager
            6m tick                             →

            stays silent about an inhibited alert, and about its end
            0s firing a by=g                    → a SILENT ALERT INHIBITED
            1m resolved a by=g                  → a SILENT ALERT INHIBITED

            tells an alert when it is inhibited no longer
            0s firing a by=g                    → a SILENT ALERT INHIBITED
            1m updated a                        → a NOTIFY ALERT UPDATED > mail,pager
            2m updated a by=g                   → a SILENT ALERT INHIBITED
            3m resolved a                       → a NOTIFY ALERT RESOLVED > mail,pager

            tells no end that nobody heard the beginning of
            0s resolved a                       → a SILENT ALERT NEVER_TOLD

            acknowledges for four hours, and reminds before the end
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a                          → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m ack c a                          →
            3m updated a severity=warning       → a SILENT ALERT ACKNOWLEDGED c
            4m flapping a                       → a SILENT ALERT ACKNOWLEDGED c
            3h51m tick                          → a NOTIFY ACKNOWLEDGEMENT_ENDING EXPIRES_SOON c > mail,pager
            3h55m tick                          →
            4h1m tick                           → a NOTIFY ACKNOWLEDGEMENT_ENDED EXPIRED c > mail,pager
            4h2m tick                           →

            ends an acknowledgement when the alert resolves
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a until=1h                 → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m resolved a                       → a NOTIFY ALERT RESOLVED > mail,pager
            3m firing a                         → a NOTIFY ALERT FIRED > mail,pager
            2h tick                             →

            breaks an acknowledgement by a rise in severity
            0s firing a severity=warning        → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a                          → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m updated a severity=info          → a SILENT ALERT ACKNOWLEDGED c
            3m updated a severity=warning       → a SILENT ALERT ACKNOWLEDGED c
            4m updated a severity=critical      → a NOTIFY ALERT ACKNOWLEDGEMENT_BROKEN c > mail,pager
            5m updated a severity=warning       → a NOTIFY ALERT UPDATED > mail,pager
            5h tick                             →

            breaks an acknowledgement by a new member
            0s firing g members=x,y             → g NOTIFY ALERT FIRED > mail,pager
            1m ack c g                          → g NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m updated g members=x              → g SILENT ALERT ACKNOWLEDGED c
            3m updated g members=x,y            → g SILENT ALERT ACKNOWLEDGED c
            4m updated g members=x,y,z          → g NOTIFY ALERT ACKNOWLEDGEMENT_BROKEN c > mail,pager

            says which acknowledgement is broken, also while a silence, a maintenance or another alert keeps it silent
            0s firing a severity=warning        → a NOTIFY ALERT FIRED > mail,pager
            0s firing b                         → b NOTIFY ALERT FIRED > mail,pager
            0s firing d                         → d NOTIFY ALERT FIRED > mail,pager
            1m ack c a                          → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            1m ack e b                          → b NOTIFY ACKNOWLEDGED ACKNOWLEDGED e > mail,pager
            1m ack f d                          → d NOTIFY ACKNOWLEDGED ACKNOWLEDGED f > mail,pager
            2m silence s a until=1h             →
            2m maintenance m b until=1h         → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager
            3m updated a severity=warning       → a SILENT ALERT SILENCED s
            4m updated a severity=critical      → a SILENT ACKNOWLEDGEMENT_ENDED ACKNOWLEDGEMENT_BROKEN c; a SILENT ALERT SILENCED s
            4m updated b members=x              → b SILENT ACKNOWLEDGEMENT_ENDED ACKNOWLEDGEMENT_BROKEN e; b SILENT ALERT IN_MAINTENANCE m
            4m updated d members=x by=g         → d SILENT ACKNOWLEDGEMENT_ENDED ACKNOWLEDGEMENT_BROKEN f; d SILENT ALERT INHIBITED
            5m updated a severity=critical      → a SILENT ALERT SILENCED s
            1h tick                             → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager; a NOTIFY ALERT SILENCE_ENDED s > mail,pager; b NOTIFY ALERT MAINTENANCE_ENDED m > mail,pager

            acknowledges for a day at most
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a until=90h                → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            24h tick                            → a NOTIFY ACKNOWLEDGEMENT_ENDING EXPIRES_SOON c > mail,pager
            24h1m tick                          → a NOTIFY ACKNOWLEDGEMENT_ENDED EXPIRED c > mail,pager

            does not remind of the end of a short acknowledgement
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a until=9m                 → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            8m tick                             →
            9m tick                             → a NOTIFY ACKNOWLEDGEMENT_ENDED EXPIRED c > mail,pager

            takes an acknowledgement back
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a                          → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m cancel d c                       → a NOTIFY ACKNOWLEDGEMENT_ENDED CANCELLED c > mail,pager
            3m cancel e c                       →

            replaces an acknowledgement by a later one
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a until=1h                 → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m ack d a until=2h                 → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED d > mail,pager
            3m cancel e c                       →
            1h tick                             →
            2h tick                             → a NOTIFY ACKNOWLEDGEMENT_ENDED EXPIRED d > mail,pager

            acknowledges nothing that does not fire
            0s ack c a                          →
            1m firing a                         → a NOTIFY ALERT FIRED > mail,pager

            silences, and tells at the end what still fires and was not told
            0s firing b                         → b NOTIFY ALERT FIRED > mail,pager
            1m silence s * until=1h             →
            2m firing a                         → a SILENT ALERT SILENCED s
            3m updated a severity=warning       → a SILENT ALERT SILENCED s
            1h tick                             → a NOTIFY ALERT SILENCE_ENDED s > mail,pager

            tells an end after a silence only to those who heard the beginning
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m silence s * until=1h             →
            2m firing b                         → b SILENT ALERT SILENCED s
            3m resolved a                       → a SILENT ALERT SILENCED s
            4m resolved b                       → b SILENT ALERT SILENCED s
            1h tick                             → a NOTIFY ALERT SILENCE_ENDED s > mail,pager
            2h tick                             →

            tells an alert anew that resolved and fired again within a silence
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m silence s a until=1h             →
            2m resolved a                       → a SILENT ALERT SILENCED s
            3m firing a                         → a SILENT ALERT SILENCED s
            4m cancel c s                       → a NOTIFY ALERT SILENCE_ENDED s > mail,pager
            5m resolved a                       → a NOTIFY ALERT RESOLVED > mail,pager

            covers only what a silence matches, and only in its time
            0s silence s a from=10m until=20m   →
            1m firing a                         → a NOTIFY ALERT FIRED > mail,pager
            10m updated a                       → a SILENT ALERT SILENCED s
            11m firing b                        → b NOTIFY ALERT FIRED > mail,pager
            20m updated b                       → a NOTIFY ALERT SILENCE_ENDED s > mail,pager; b NOTIFY ALERT UPDATED > mail,pager

            waits for the last of two silences
            0s silence s a until=20m            →
            1m silence t * until=30m            →
            2m firing a                         → a SILENT ALERT SILENCED s
            20m tick                            →
            30m tick                            → a NOTIFY ALERT SILENCE_ENDED t > mail,pager

            tells of an acknowledgement that ended within a silence
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m ack c a until=30m                → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            2m silence s a until=1h             →
            20m tick                            → a SILENT ACKNOWLEDGEMENT_ENDING SILENCED s
            30m tick                            → a SILENT ACKNOWLEDGEMENT_ENDED SILENCED s
            1h tick                             → a NOTIFY ACKNOWLEDGEMENT_ENDED EXPIRED c > mail,pager

            tells the beginning and the end of a maintenance once
            0s maintenance m a from=10m until=1h →
            10m firing a                        → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager; a SILENT ALERT IN_MAINTENANCE m
            11m silence s a until=2h            →
            1h tick                             → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager
            2h tick                             → a NOTIFY ALERT SILENCE_ENDED s > mail,pager

            tells nothing of a maintenance that was entered afterwards
            0s maintenance m a from=-1h until=-1m →
            1m firing a                         → a NOTIFY ALERT FIRED > mail,pager
            2m maintenance n a from=1m until=1h →
            3m updated a                        → a SILENT ALERT IN_MAINTENANCE n
            1h tick                             → a NOTIFY ALERT MAINTENANCE_ENDED n > mail,pager

            ends a maintenance that is cancelled
            0s maintenance m a until=1h         → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager
            1m firing a                         → a SILENT ALERT IN_MAINTENANCE m
            2m cancel c m                       → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager; a NOTIFY ALERT MAINTENANCE_ENDED m > mail,pager
            3m updated a                        → a NOTIFY ALERT UPDATED > mail,pager

            returns with a maintenance on its days at the local time of its zone
            0s maintenance m a daily=02:00 days=TUESDAY,WEDNESDAY minutes=60 zone=Asia/Shanghai until=48h →
            17h59m tick                         →
            18h tick                            → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager
            18h30m firing a                     → a SILENT ALERT IN_MAINTENANCE m
            19h tick                            → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager; a NOTIFY ALERT MAINTENANCE_ENDED m > mail,pager
            42h tick                            → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager
            43h tick                            → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager
            66h tick                            →

            ends the last maintenance at its own end on a day when clocks are set
            644h maintenance m a daily=02:00 minutes=1425 zone=Europe/Berlin until=666h →
            649h tick                           → m NOTIFY MAINTENANCE_STARTED STARTED m > mail,pager
            672h30m firing a                    → a SILENT ALERT IN_MAINTENANCE m
            672h45m tick                        → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager; a NOTIFY ALERT MAINTENANCE_ENDED m > mail,pager

            takes no effect from a refused command, from one that is over, and from a cancelled one that comes late
            0s firing a                         → a NOTIFY ALERT FIRED > mail,pager
            1m silence s a until=1h refused=no  →
            2m ack c a at=-5h                   →
            3m cancel x t                       →
            4m silence t a until=1h             →
            5m updated a                        → a NOTIFY ALERT UPDATED > mail,pager

            never goes back in time
            0s silence s a until=1h             →
            1h firing b                         → b NOTIFY ALERT FIRED > mail,pager
            59m firing a                        → a NOTIFY ALERT FIRED > mail,pager
            58m tick                            →
            """;

    private static final String FIRST_START =
            """
            tells at its first start what fires, and nothing of the past
            -3h firing a                        →
            -3h maintenance m z until=1h        →
            -2h resolved a                      →
            -2h firing b severity=warning       →
            0s tick                             →
            -1h updated b severity=critical     →
            5s tick                             →
            6s firing c                         →
            10s tick                            → b NOTIFY ALERT STILL_FIRING > mail,pager; c NOTIFY ALERT STILL_FIRING > mail,pager
            11s resolved b                      → b NOTIFY ALERT RESOLVED > mail,pager
            1h tick                             → m NOTIFY MAINTENANCE_ENDED ENDED m > mail,pager
            """;

    private static final String ROUTES =
            """
            routes:
              - name: night
                match: ['severity="critical"']
                to: [pager]
                repeat: PT2H
                window: {from: "22:00", to: "06:00", zone: Asia/Shanghai}
              - match: ['severity=~"critical|warning"']
                to: [mail]
            """;

    private static final String ROUTED =
            """
            tells a route when its window opens, and reminds
            0s firing a severity=critical       → a NOTIFY ALERT FIRED > mail
            14h tick                            → a NOTIFY ALERT STILL_FIRING > pager
            15h tick                            →
            16h tick                            → a NOTIFY REMINDER REPEATED > pager
            18h tick                            → a NOTIFY REMINDER REPEATED > pager
            18h1m ack c a                       → a NOTIFY ACKNOWLEDGED ACKNOWLEDGED c > mail,pager
            21h tick                            →
            21h30m resolved a                   → a NOTIFY ALERT RESOLVED > mail,pager

            tells nobody whom no route leads to, until one does
            0s firing a severity=info           → a SILENT ALERT NO_ROUTE
            1m updated a severity=warning       → a NOTIFY ALERT UPDATED > mail
            """;

    @TempDir
    Path directory;

    static Stream<Arguments> cases() {
        return Stream.of(cases("", CASES), cases("first start", FIRST_START), cases("routes", ROUTED))
                .flatMap(it -> it);
    }

    private static Stream<Arguments> cases(String kind, String text) {
        return Stream.of(text.split("\n\n", -1))
                .map(it -> it.lines().filter(line -> !line.isBlank()).toList())
                .map(it -> Arguments.of(kind, it.get(0), it.subList(1, it.size())));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("cases")
    void shouldDecideAsTheTableSays(String kind, String name, List<String> lines) {
        // Given
        var script = new GateScript(kind.equals("routes") ? routes() : Routing.everywhere(DESTINATIONS));
        if (!kind.equals("first start")) {
            script.begun();
        }

        // When
        var decided = new ArrayList<String>();
        lines.forEach(it -> decided.add(input(it) + " → " + script.run(input(it))));

        // Then
        assertThat(decided)
                .as(name)
                .containsExactlyElementsOf(lines.stream().map(GateTest::plain).toList());
    }

    private static String input(String line) {
        return line.substring(0, line.indexOf('→')).strip();
    }

    private static String plain(String line) {
        return input(line) + " → " + line.substring(line.indexOf('→') + 1).strip();
    }

    private Routing routes() {
        try {
            return RoutesFile.read(Files.writeString(directory.resolve("routes.yaml"), ROUTES), DESTINATIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
