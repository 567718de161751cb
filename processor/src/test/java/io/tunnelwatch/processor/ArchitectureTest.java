package io.tunnelwatch.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The dependencies that are allowed between packages, and what the detector must not use. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tunnelwatch");

    @Test
    void shouldKeepTheArrowsOfTheHouse() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("domain")
                .definedBy("..processor.domain..")
                .layer("codec")
                .definedBy("..processor.codec..")
                .layer("topology")
                .definedBy("..processor.topology..")
                .layer("runtime")
                .definedBy("..processor.runtime..")
                .layer("rehearsal")
                .definedBy("..processor.rehearsal..")
                .whereLayer("rehearsal")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("runtime")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("runtime")
                .whereLayer("codec")
                .mayOnlyBeAccessedByLayers("topology", "runtime", "rehearsal")
                .whereLayer("domain")
                .mayOnlyBeAccessedByLayers("codec", "topology", "runtime", "rehearsal")
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
    void shouldKeepClockAndChanceOutOfTheDetector() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..processor.domain..",
                        "..processor.topology..",
                        "..processor.codec..",
                        "..processor.rehearsal..")
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

    @Test
    void shouldLetTheProgramsMeetOnlyInKafka() {
        for (String room : new String[] {"ingest", "processor", "sink"}) {
            noClasses()
                    .that()
                    .resideInAPackage("io.tunnelwatch." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.tunnelwatch." + room + "..",
                            "io.tunnelwatch.schemas..",
                            "io.tunnelwatch.runtime..",
                            "io.tunnelwatch.v1..",
                            "java..",
                            "javax..",
                            "org..",
                            "com..",
                            "io.prometheus..")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }
}
