package io.tunnelwatch.runtime;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Durations in settings are ISO-8601, such as PT30S or PT5M. */
public final class DurationSetting {
    private DurationSetting() {}

    public static ConfigDef.Validator between(Duration least, Duration most) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value == null) {
                        return;
                    }
                    Duration parsed = parse(name, value.toString());
                    if (parsed.compareTo(least) < 0 || parsed.compareTo(most) > 0) {
                        throw new ConfigException(name, value, "must lie between " + least + " and " + most);
                    }
                },
                () -> "an ISO-8601 duration from " + least + " to " + most);
    }

    public static Duration of(AbstractConfig config, String name) {
        return parse(name, config.getString(name));
    }

    private static Duration parse(String name, String value) {
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new ConfigException(name, value, "must be an ISO-8601 duration such as PT30S or PT5M");
        }
    }
}
