package io.tunnelwatch.app.platform;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/**
 * Authorizer: everybody may describe and read everything, in consumer groups of their own; only our own clients may do anything
 * else. The rule is in code and not in ACLs, so nothing has to be set up before the first client connects, and nothing stays
 * behind in a data directory.
 */
public final class ReadOnlyAuthorizer implements Authorizer {
    /** The name of the setting that names our own principal. */
    static final String OWNER = "tunnelwatch.owner";

    /** The name of the setting that lists our own consumer groups. */
    static final String GROUPS = "tunnelwatch.groups";

    private static final Set<AclOperation> LOOKING = EnumSet.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);

    private String owner = "";
    private Set<String> groups = Set.of();

    @Override
    public void configure(Map<String, ?> settings) {
        owner = String.valueOf(settings.get(OWNER));
        groups = Arrays.stream(String.valueOf(settings.get(GROUPS)).split(",")).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        return actions.stream()
                .map(it -> isOwner(context) || isReading(it) ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED)
                .toList();
    }

    /** Returns whether the operation is allowed on any resource of a type, which Kafka checks for producers. */
    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
        boolean isRead = type == ResourceType.TOPIC && operation == AclOperation.READ;
        return isOwner(context) || LOOKING.contains(operation) || isRead
                ? AuthorizationResult.ALLOWED
                : AuthorizationResult.DENIED;
    }

    private boolean isOwner(AuthorizableRequestContext context) {
        return context.principal().toString().equals(owner);
    }

    private boolean isReading(Action action) {
        return LOOKING.contains(action.operation())
                || switch (action.resourcePattern().resourceType()) {
                    case TOPIC -> action.operation() == AclOperation.READ;
                    // Reading in a group means joining it and setting its offsets; in our own groups that would lose
                    // records.
                    case GROUP ->
                        (action.operation() == AclOperation.READ || action.operation() == AclOperation.DELETE)
                                && !groups.contains(action.resourcePattern().name());
                    default -> false;
                };
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        return server.endpoints().stream()
                .collect(Collectors.toMap(it -> it, it -> CompletableFuture.completedFuture(null)));
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> bindings) {
        throw hasNone();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        throw hasNone();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return List.of();
    }

    private static SecurityDisabledException hasNone() {
        return new SecurityDisabledException(
                "This broker has no access control lists: everybody may read, only its owner may write");
    }

    @Override
    public void close() {}
}
