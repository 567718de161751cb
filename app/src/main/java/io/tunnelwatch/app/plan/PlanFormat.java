package io.tunnelwatch.app.plan;

import java.util.Locale;
import java.util.function.Function;

/** A tool that can make what stands in the plan. */
public enum PlanFormat {
    KAFKA_CLI(KafkaCliText::of),
    STRIMZI(StrimziYaml::of),
    TERRAFORM(TerraformText::of);

    private final Function<ClusterPlan, String> text;

    PlanFormat(Function<ClusterPlan, String> text) {
        this.text = text;
    }

    public String textOf(ClusterPlan plan) {
        return text.apply(plan);
    }

    /** The name as the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
