package io.tunnelwatch.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** The registry's answer is no: an unknown id, an incompatible schema, a credential that it rejects. */
public final class RegistryRefusal extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    RegistryRefusal(String what, int status, int code, String message) {
        super("The schema registry refused to " + what + ": " + message + " (HTTP " + status + ", code " + code + ")");
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    /** Confluent's error code, such as 40403 for an unknown schema; 0 if the answer has none. */
    public int code() {
        return code;
    }
}
