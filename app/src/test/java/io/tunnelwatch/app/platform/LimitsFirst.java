package io.tunnelwatch.app.platform;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets the limits of our servers before each test class, as the program does at its start: the JDK reads them once, with the
 * first server of the process, which may be one of a test that ran before.
 */
public final class LimitsFirst implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        BoundedHttpServer.limit();
    }
}
