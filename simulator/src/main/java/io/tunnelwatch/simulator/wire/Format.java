package io.tunnelwatch.simulator.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two forms of every body. */
public enum Format {
    JSON("application/json;charset=utf-8"),
    XML("text/xml;charset=utf-8");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    /** The parameter decides, then the header. For neither the sources disagree about the cloud's default; here it is JSON. */
    public static Format of(Parameters parameters, @Nullable String accept) {
        String asked = parameters.find("Format").orElse(accept == null ? "" : accept);
        return asked.toLowerCase(Locale.ROOT).contains("xml") ? XML : JSON;
    }

    public String contentType() {
        return contentType;
    }

    /** @param root the name of the outermost element, which JSON does not have */
    public Body body(String root) {
        return this == JSON ? new JsonBody() : new XmlBody(root);
    }
}
