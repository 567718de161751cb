package io.tunnelwatch.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rooms of the house: which package may know which, and what the pure ones must not use. */
class ArchitectureTest {
    private static final String HOUSE = "io.tunnelwatch.";

    /** Each package, and the packages that it knows. */
    private static final String ROOMS =
            """
            app → app.assembly app.console app.doctor app.parquet app.plan app.platform app.repair app.replay app.running app.tail ingest ingest.api \
                ingest.credentials ingest.publisher ingest.saved notify notify.receiver notify.routing processor.domain \
                processor.domain.alert \
                processor.rehearsal processor.runtime runtime runtime.files runtime.labels runtime.rights \
                schemas.topics simulator sink sink.web v1
            app.assembly → app.console app.platform app.platform.registry app.repair app.running ingest ingest.credentials ingest.saved \
                notify processor.runtime runtime runtime.files schemas.serde schemas.topics simulator sink sink.commands v1
            app.console → app.running runtime
            app.doctor → app.console app.plan app.platform ingest ingest.api runtime schemas.topics
            app.parquet →
            app.plan → ingest notify processor.runtime runtime runtime.rights schemas.topics sink
            app.platform → runtime runtime.files
            app.platform.registry → app.platform runtime schemas.serde
            app.repair → app.platform processor.runtime runtime runtime.rights runtime.streams schemas.topics sink sink.history sink.topics
            app.replay → app.console notify.rehearsal notify.routing processor.domain processor.domain.alert processor.domain.facet \
                processor.domain.observation processor.rehearsal runtime schemas.topics v1
            app.running → app.platform runtime runtime.files runtime.metrics schemas.topics
            app.tail → app.console runtime schemas.topics sink.topics v1
            ingest → ingest.api ingest.credentials ingest.document ingest.mapper ingest.poller ingest.publisher ingest.scanner \
                runtime runtime.files runtime.metrics runtime.rights schemas.topics v1
            ingest.api → ingest.credentials ingest.document ingest.mapper runtime v1
            ingest.credentials → runtime.files v1
            ingest.document →
            ingest.mapper → ingest.document schemas.serde v1
            ingest.poller → ingest.api ingest.mapper ingest.publisher ingest.scanner schemas.serde v1
            ingest.publisher → runtime runtime.streams schemas.topics v1
            ingest.saved → ingest ingest.api ingest.document ingest.mapper ingest.publisher runtime schemas.topics v1
            ingest.scanner → ingest.api ingest.mapper v1
            notify → notify.delivery notify.gate notify.http notify.mail notify.receiver notify.routing notify.topology runtime \
                runtime.files runtime.rights runtime.streams schemas.topics v1
            notify.codec → notify.gate notify.state v1
            notify.delivery → notify.http notify.receiver runtime runtime.streams schemas.topics v1
            notify.gate → notify.routing runtime.calendar runtime.labels runtime.streams schemas.topics v1
            notify.http → notify.receiver runtime
            notify.mail → notify.http notify.receiver runtime
            notify.receiver → runtime runtime.labels schemas.topics v1
            notify.rehearsal → notify.gate notify.routing v1
            notify.routing → runtime runtime.calendar runtime.labels
            notify.state →
            notify.topology → notify.codec notify.gate notify.state runtime runtime.streams schemas.topics v1
            processor.codec → processor.domain processor.domain.alert processor.domain.facet processor.domain.observation \
                processor.state runtime.streams schemas.serde v1
            processor.domain → processor.domain.alert processor.domain.facet processor.domain.observation
            processor.domain.alert → processor.domain.facet processor.domain.observation
            processor.domain.facet → processor.domain.observation
            processor.domain.observation →
            processor.rehearsal → processor.codec processor.domain processor.domain.alert processor.domain.observation v1
            processor.runtime → processor.domain processor.domain.alert processor.domain.observation processor.topology \
                runtime runtime.files runtime.rights runtime.streams schemas.topics v1
            processor.state →
            processor.topology → processor.codec processor.domain processor.domain.alert processor.domain.observation \
                processor.state runtime runtime.streams schemas.topics v1
            runtime → runtime.rights schemas.serde schemas.topics v1
            runtime.calendar → v1
            runtime.files → runtime
            runtime.labels → runtime v1
            runtime.rights → schemas.topics
            runtime.metrics →
            runtime.streams → runtime runtime.metrics schemas.serde schemas.topics
            schemas.serde → schemas.topics
            schemas.topics → v1
            simulator → runtime simulator.story simulator.wire
            simulator.story → runtime simulator.wire
            simulator.wire →
            sink → runtime runtime.files runtime.rights runtime.streams schemas.topics sink.history sink.sql sink.topics sink.web
            sink.alertmanager → runtime runtime.labels sink.api sink.commands sink.model v1
            sink.api → runtime runtime.labels schemas.topics sink.model sink.packet sink.topics v1
            sink.commands → runtime runtime.labels schemas.topics sink.api sink.model v1
            sink.history → runtime runtime.streams schemas.topics sink.state v1
            sink.model → runtime runtime.calendar runtime.files runtime.labels runtime.streams schemas.serde schemas.topics sink.topics v1
            sink.metrics → sink.api sink.model v1
            sink.packet → runtime runtime.labels schemas.topics sink.model sink.topics v1
            sink.sql → runtime runtime.files schemas.topics sink.model sink.topics v1
            sink.state →
            sink.topics → runtime runtime.streams schemas.serde schemas.topics
            sink.web → runtime runtime.files runtime.metrics sink.alertmanager sink.api sink.commands sink.metrics sink.model \
                sink.topics
            testsupport →
            v1 →
            """;

    /** Packages that decide or compute, with the same result on any machine at any time. */
    private static final String[] PURE = {
        "..processor.domain..",
        "..processor.codec..",
        "..processor.topology..",
        "..processor.rehearsal..",
        "..ingest.document..",
        "..ingest.mapper..",
        "..notify.codec..",
        "..notify.gate..",
        "..notify.receiver..",
        "..notify.rehearsal..",
        "..notify.routing..",
        "..runtime.calendar..",
        "..simulator.story..",
        "..sink.history..",
        "..sink.packet.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tunnelwatch");

    /** Also fails if a room is empty or not in the table: a rule about nothing always holds. */
    @Test
    void shouldKeepTheArrowsBetweenRooms() {
        var known = new TreeMap<String, Set<String>>();
        for (JavaClass it : CLASSES) {
            var rooms = known.computeIfAbsent(room(it), unused -> new TreeSet<>());
            it.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(HOUSE))
                    .map(ArchitectureTest::room)
                    .filter(target -> !target.equals(room(it)))
                    .forEach(rooms::add);
        }

        assertThat(known).containsExactlyInAnyOrderEntriesOf(table());
    }

    @Test
    void shouldHaveNoCyclesBetweenRooms() {
        slices().matching("io.tunnelwatch.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Somebody who only reads our topics takes this one jar. */
    @Test
    void shouldKeepKafkaStreamsOutOfTheContract() {
        noClasses()
                .that()
                .resideInAPackage("..schemas..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheDetectorPlainJava() {
        noClasses()
                .that()
                .resideInAPackage("..processor.domain..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("..processor.domain..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepClockAndChanceOutOfWhatIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.random.RandomGenerator.class)
                .check(CLASSES);
    }

    @Test
    void shouldKeepHashOrderOutOfTheDetector() {
        noClasses()
                .that()
                .resideInAPackage("..processor.domain..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.util.HashMap.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.HashSet.class)
                .check(CLASSES);
    }

    private static String room(JavaClass it) {
        return it.getPackageName().substring(HOUSE.length());
    }

    private static Map<String, Set<String>> table() {
        var table = new TreeMap<String, Set<String>>();
        ROOMS.lines().filter(it -> !it.isBlank()).forEach(line -> {
            String[] sides = line.split(" →", -1);
            table.put(sides[0], new TreeSet<>(Arrays.asList(sides[1].trim().split(" +", -1))));
            table.get(sides[0]).remove("");
        });
        return table;
    }
}
