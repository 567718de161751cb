package io.tunnelwatch.app.platform.registry;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;

/**
 * Confluent's own KafkaAvroSerializer and KafkaAvroDeserializer (5.5.3), as Apache Pinot ships them: in a class loader of
 * their own, since the jar brings an Avro of its own. Called by reflection only; what goes in and out are bytes and text.
 */
final class ConfluentsOwnSerializers implements AutoCloseable {
    private static final Path JAR = Path.of("target/interop/confluent.jar");

    private final URLClassLoader loader;
    private final Object serializer;
    private final Object deserializer;

    ConfluentsOwnSerializers(String registryUrl) throws Exception {
        loader = new URLClassLoader(new URL[] {jar()}, ClassLoader.getPlatformClassLoader());
        serializer = create("io.confluent.kafka.serializers.KafkaAvroSerializer", registryUrl);
        deserializer = create("io.confluent.kafka.serializers.KafkaAvroDeserializer", registryUrl);
    }

    /** Has them write a record that is given in Avro's binary form. */
    byte[] serialize(String topic, String schema, byte[] avro) throws Exception {
        Object record = record(schema, avro);
        return (byte[]) call(serializer, "serialize", new Class<?>[] {String.class, Object.class}, topic, record);
    }

    /** What they read, as text. */
    String deserialize(String topic, byte[] bytes) throws Exception {
        return call(deserializer, "deserialize", new Class<?>[] {String.class, byte[].class}, topic, bytes)
                .toString();
    }

    /** A record that is given in Avro's binary form, as their Avro prints it. */
    String print(String schema, byte[] avro) throws Exception {
        return record(schema, avro).toString();
    }

    private Object record(String schema, byte[] avro) throws Exception {
        Object parser =
                type("org.apache.avro.Schema$Parser").getDeclaredConstructor().newInstance();
        Object parsed = call(parser, "parse", new Class<?>[] {String.class}, schema);
        Object reader = type("org.apache.avro.generic.GenericDatumReader")
                .getConstructor(type("org.apache.avro.Schema"))
                .newInstance(parsed);
        Class<?> factoryType = type("org.apache.avro.io.DecoderFactory");
        Object factory = factoryType.getMethod("get").invoke(null);
        Object decoder = factoryType
                .getMethod("binaryDecoder", byte[].class, type("org.apache.avro.io.BinaryDecoder"))
                .invoke(factory, avro, null);
        return reader.getClass()
                .getMethod("read", Object.class, type("org.apache.avro.io.Decoder"))
                .invoke(reader, null, decoder);
    }

    private Object create(String className, String registryUrl) throws Exception {
        Object created = type(className).getDeclaredConstructor().newInstance();
        call(
                created,
                "configure",
                new Class<?>[] {Map.class, boolean.class},
                Map.of("schema.registry.url", registryUrl),
                false);
        return created;
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    /** Kafka's configuration, which they bring along too, finds classes through the thread. */
    private Object call(Object on, String method, Class<?>[] types, Object... arguments) throws Exception {
        var thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return on.getClass().getMethod(method, types).invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError("Confluent's code refused: " + e.getCause(), e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL jar() throws MalformedURLException {
        URI jar = JAR.toUri();
        if (!JAR.toFile().exists()) {
            throw new AssertionError(JAR + " is not there: the build puts it there before the integration tests.");
        }
        return jar.toURL();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
