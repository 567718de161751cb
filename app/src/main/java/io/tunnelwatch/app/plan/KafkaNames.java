package io.tunnelwatch.app.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of Kafka's enums as its tools write them: {@code DESCRIBE_CONFIGS} is {@code DescribeConfigs}. */
final class KafkaNames {
    private KafkaNames() {}

    static String camel(Enum<?> it) {
        return Arrays.stream(it.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
