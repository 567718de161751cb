package io.tunnelwatch.app.interop;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Confluent's own serializer and deserializer, with the old Avro version that they were built with, isolated from our classes.
 */
final class Confluent implements AutoCloseable {
    private static final Path JAR = Path.of("target/counterparts/pinot-confluent-avro-shaded.jar");

    private final URLClassLoader loader;
    private final Object serializer;
    private final Object deserializer;

    Confluent(String registryUrl) throws Exception {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: run this through 'mvn verify', which fetches it.");
        }
        loader = new URLClassLoader(new URL[] {url()}, ClassLoader.getPlatformClassLoader());
        serializer = configured("io.confluent.kafka.serializers.KafkaAvroSerializer", registryUrl);
        deserializer = configured("io.confluent.kafka.serializers.KafkaAvroDeserializer", registryUrl);
    }

    /** A generic record of their Avro version. */
    Object read(String topic, byte[] bytes) throws Exception {
        return call(deserializer, "deserialize", topic, bytes);
    }

    byte[] write(String topic, Object record) throws Exception {
        return (byte[]) call(serializer, "serialize", topic, record);
    }

    private Object call(Object on, String method, String topic, Object value) throws Exception {
        Class<?> type = value instanceof byte[] ? byte[].class : Object.class;
        return inItsWorld(
                () -> on.getClass().getMethod(method, String.class, type).invoke(on, topic, value));
    }

    private Object configured(String name, String registryUrl) throws Exception {
        return inItsWorld(() -> {
            Object made = loader.loadClass(name).getDeclaredConstructor().newInstance();
            made.getClass()
                    .getMethod("configure", Map.class, boolean.class)
                    .invoke(made, Map.of("schema.registry.url", registryUrl), false);
            return made;
        });
    }

    /** Runs an action with their class loader as the thread's, through which their code finds its classes. */
    private Object inItsWorld(Callable<Object> action) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return action.call();
        } catch (InvocationTargetException e) {
            throw new AssertionError("Confluent's code refused", e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL url() throws MalformedURLException {
        return JAR.toUri().toURL();
    }

    @Override
    public void close() throws java.io.IOException {
        loader.close();
    }
}
