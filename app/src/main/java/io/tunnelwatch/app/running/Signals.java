package io.tunnelwatch.app.running;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles Ctrl-C: the first asks the process to stop, the second ends it at once. A shutdown hook could only do the first.
 * {@code sun.misc.Signal} exists in every JDK, but the compiler warns about it and warnings are errors, so it is called by
 * reflection.
 */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int KILLED_BY_INTERRUPT = 130;

    private Signals() {}

    /** Runs {@code stop} at the first INT, TERM or HUP; ends the process at the second. */
    public static void onFirst(Runnable stop) {
        var asked = new AtomicBoolean();
        Runnable handler = () -> {
            if (!asked.compareAndSet(false, true)) {
                Runtime.getRuntime().halt(KILLED_BY_INTERRUPT);
            }
            stop.run();
        };
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            handle(signal, handler);
        }
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.getName().equals("toString") ? "tunnelwatch" : 0;
            };
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
            signal.getMethod("handle", signal, handlerType)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            LOG.debug("Signal {} cannot be handled here and keeps its usual meaning", name, e);
        }
    }
}
