package io.tunnelwatch.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, and what the detector may not touch. */
@AnalyzeClasses(packages = "io.tunnelwatch.processor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("domain")
            .definedBy("..processor.domain..")
            .layer("codec")
            .definedBy("..processor.codec..")
            .layer("topology")
            .definedBy("..processor.topology..")
            .layer("runtime")
            .definedBy("..processor.runtime..")
            .whereLayer("runtime")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("topology")
            .mayOnlyBeAccessedByLayers("runtime")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers("topology", "runtime")
            .whereLayer("domain")
            .mayOnlyBeAccessedByLayers("codec", "topology", "runtime");

    @ArchTest
    static final ArchRule DOMAIN_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage("..processor.domain..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("..processor.domain..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("..processor.domain..", "..processor.topology..", "..processor.codec..")
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
            .areAssignableTo(java.util.random.RandomGenerator.class);

    @ArchTest
    static final ArchRule NO_HASH_ORDER = noClasses()
            .that()
            .resideInAPackage("..processor.domain..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.util.HashMap.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.HashSet.class);
}
