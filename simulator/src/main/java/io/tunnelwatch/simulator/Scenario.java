package io.tunnelwatch.simulator;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.simulator.story.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The resources of the simulated cloud, and what happens to them when. */
public final class Scenario {
    private static final String DEMO = "demo.yaml";
    private static final String DEMO_PAST = "demo-past.yaml";

    private final World world;

    private Scenario(World world) {
        this.world = world;
    }

    /** Loads a scenario; a refusal names the line at fault. */
    public static Scenario load(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new OperatorException("No scenario at " + file + ": check the path.", e);
        } catch (IOException e) {
            throw new OperatorException(
                    "Scenario " + file + " cannot be read (" + e.getMessage() + "): correct it or its permissions.", e);
        }
    }

    /** The demo's scenario. */
    public static Scenario demo() {
        return parse(DEMO, resource(DEMO));
    }

    /** The month before the demo: the demo's resources, with a timeline of their own. */
    static Scenario demoPast() {
        String demo = resource(DEMO);
        String resources = demo.substring(demo.indexOf("\naccounts:"), demo.indexOf("\ntimeline:"));
        return parse(DEMO_PAST, resources + "\n" + resource(DEMO_PAST));
    }

    private static String resource(String name) {
        try (var stream = Scenario.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param source the scenario's name in messages */
    public static Scenario parse(String source, String yaml) {
        return new Scenario(World.read(source, yaml));
    }

    /** Every {@code account/region} that can be polled. */
    public List<String> targets() {
        return world.targets();
    }

    World world() {
        return world;
    }
}
