package io.tunnelwatch.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Classes of the JDK and of libraries that our programs do without, because each has opened a door in other programs. */
class SecurityRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(it -> !it.contains("/testsupport/"))
            .importPackages("io.tunnelwatch");

    @Test
    @Tag("S-08")
    void shouldReadNoSerializedObjects() {
        assertHolds(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
    }

    /** A tree would hold every field of an answer, the secret ones too. Ingest streams an answer, and keeps named fields. */
    @Test
    @Tag("S-01")
    void shouldMakeNoTreeOfAnAnswerOfTheCloud() {
        assertHolds(noClasses()
                .that()
                .resideInAPackage("io.tunnelwatch.ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.fasterxml.jackson.databind..", "org.w3c.dom..", "org.xml.sax..", "javax.xml.parsers.."));
    }

    /** The one reader of XML is the one that is tested with hostile documents. */
    @Test
    @Tag("S-06")
    void shouldReadXmlInOnePlace() {
        assertHolds(noClasses()
                .that(not(resideInAPackage("io.tunnelwatch.ingest.document"))
                        .and(not(resideInAPackage("io.tunnelwatch.simulator.wire"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.xml..", "org.w3c.dom..", "org.xml.sax.."));
    }

    @Test
    @Tag("S-21")
    void shouldTrustNoCertificateByCodeOfItsOwn() {
        assertHolds(noClasses()
                .should()
                .beAssignableTo(TrustManager.class)
                .orShould()
                .beAssignableTo(HostnameVerifier.class));
    }

    /** The name of such a file is known to every user of the machine, and whoever makes it first owns it. */
    @Test
    @Tag("S-15")
    void shouldKeepNothingInASharedTemporaryDirectory() {
        assertHolds(noClasses()
                .should()
                .callMethodWhere(
                        JavaCall.Predicates.target(HasName.Predicates.nameMatching("createTemp(File|Directory)"))));
    }

    @Test
    @Tag("S-64")
    void shouldStartProcessesForMaintenanceOnly() {
        assertHolds(noClasses()
                .that(not(type(MaintenanceCommand.class)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class));
    }

    /** Fails also if no classes were read: a rule about nothing always holds. */
    private static void assertHolds(ArchRule rule) {
        assertThat(CLASSES).hasSizeGreaterThan(500);
        assertThatCode(() -> rule.check(CLASSES)).doesNotThrowAnyException();
    }
}
