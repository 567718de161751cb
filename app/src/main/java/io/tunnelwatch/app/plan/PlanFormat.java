package io.tunnelwatch.app.plan;

import java.util.Locale;

/** A tool that can make what stands in the plan. */
public enum PlanFormat {
    KAFKA_CLI,
    STRIMZI,
    TERRAFORM;

    public String textOf(ClusterPlan plan) {
        return switch (this) {
            case KAFKA_CLI -> KafkaCliText.of(plan);
            case STRIMZI -> StrimziYaml.of(plan);
            case TERRAFORM -> TerraformText.of(plan);
        };
    }

    /** The name as the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
