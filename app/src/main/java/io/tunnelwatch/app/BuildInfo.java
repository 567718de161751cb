package io.tunnelwatch.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The build: its version, its commit, and the Java and Kafka that it was made for. */
record BuildInfo(String version, String commit, String java, String kafka) {
    private static final String FILE = "build.properties";
    private static final String UNKNOWN = "unknown";

    static BuildInfo ofThisBuild() {
        var properties = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
        return of(properties);
    }

    static BuildInfo of(Properties build) {
        return new BuildInfo(value(build, "version"), commit(build), value(build, "java"), value(build, "kafka"));
    }

    /** The commit, and whether the sources differed from it: then git's exit code was 1. */
    private static String commit(Properties build) {
        String commit = value(build, "commit");
        return commit.equals(UNKNOWN) || !value(build, "changed").equals("1") ? commit : commit + " with changes";
    }

    /** A placeholder that the build did not replace is no value. */
    private static String value(Properties build, String name) {
        String value = build.getProperty(name, "").strip();
        return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
    }

    @Override
    public String toString() {
        return "tunnelwatch " + version + ", commit " + commit + ", built for Java " + java + " with Kafka " + kafka;
    }
}
