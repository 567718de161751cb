package io.tunnelwatch.runtime.rights;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/** What a program must be allowed to do with a resource, or with all resources whose names begin with a prefix. */
public record Right(ResourcePattern resource, Set<AclOperation> operations) {
    public Right {
        operations = Set.copyOf(operations);
    }

    /** The operations in Kafka's order. */
    public Collection<AclOperation> sorted() {
        return EnumSet.copyOf(operations);
    }

    /** This right for everything but this operation. */
    Right without(AclOperation operation) {
        return new Right(
                resource, operations.stream().filter(it -> it != operation).collect(Collectors.toSet()));
    }

    /** A sentence that asks for it. */
    public String cure() {
        return "grant " + sorted().stream().map(AclOperation::name).collect(Collectors.joining(", ")) + " on "
                + text(resource);
    }

    static String text(ResourcePattern resource) {
        String type = resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (resource.resourceType()) {
            case CLUSTER -> "the cluster";
            case TRANSACTIONAL_ID, TOPIC, GROUP -> prefixed(resource, type) + " " + resource.name();
            default -> type + " " + resource.name();
        };
    }

    private static String prefixed(ResourcePattern resource, String type) {
        return resource.patternType() == PatternType.PREFIXED ? type + "s with the prefix" : type;
    }
}
