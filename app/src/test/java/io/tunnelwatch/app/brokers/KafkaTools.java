package io.tunnelwatch.app.brokers;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.jspecify.annotations.Nullable;

/** Kafka's own command line tools, run in this process from libraries of their own. */
final class KafkaTools implements AutoCloseable {
    private static final Map<String, String> TOOLS = Map.of(
            "kafka-topics.sh", "org.apache.kafka.tools.TopicCommand",
            "kafka-acls.sh", "org.apache.kafka.tools.AclCommand");

    /** Since Kafka 4 the tools log in on every Java; those before need Java 23 or older. */
    private static final String VERSION = AppInfoParser.getVersion();

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private final URLClassLoader libraries;
    private @Nullable Ended ended;

    /** A tool ended its process. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;

        private Ended(int status) {
            super("exit status " + status, null, false, false);
            this.status = status;
        }
    }

    KafkaTools() throws Exception {
        var jars = new ArrayList<URL>();
        try (Stream<Path> files = Files.list(EarlierBroker.fetched("kafka-tools", VERSION))) {
            for (Path it :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(url(it));
            }
        }
        libraries = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        keepRunning();
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** The tools end their process; here they end only themselves. */
    private void keepRunning() throws ReflectiveOperationException {
        Class<?> procedure = libraries.loadClass("org.apache.kafka.common.utils.internals.Exit$Procedure");
        Object thrower = Proxy.newProxyInstance(libraries, new Class<?>[] {procedure}, (proxy, method, arguments) -> {
            // A tool takes its own end for a failure, and ends once more.
            ended = ended == null ? new Ended((Integer) arguments[0]) : ended;
            throw ended;
        });
        libraries
                .loadClass("org.apache.kafka.common.utils.internals.Exit")
                .getMethod("setExitProcedure", procedure)
                .invoke(null, thrower);
    }

    /** Runs a script line by line; its variables have these values. Returns how many commands ran. */
    int run(String script, Map<String, String> variables) throws Exception {
        int commands = 0;
        for (String line : script.lines().toList()) {
            if (line.startsWith("kafka-")) {
                String set = line;
                for (var it : variables.entrySet()) {
                    set = set.replace("$" + it.getKey(), it.getValue());
                }
                command(words(set));
                commands++;
            }
        }
        return commands;
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(it -> Stream.of(1, 2, 3)
                        .map(it::group)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private void command(List<String> words) throws Exception {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(libraries);
        ended = null;
        try {
            libraries
                    .loadClass(TOOLS.get(words.get(0)))
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) words.stream().skip(1).toArray(String[]::new));
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof Ended end && end.status == 0)) {
                throw new AssertionError(words.toString(), e.getCause());
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        libraries.close();
    }
}
