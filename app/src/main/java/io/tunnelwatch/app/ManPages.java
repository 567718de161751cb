package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.ManPage;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.runtime.files.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** Writes the manual pages of all commands into a directory; {@code bin/release} calls it. */
public final class ManPages {
    private ManPages() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (var page : of(BuildInfo.ofThisBuild().version()).entrySet()) {
            AtomicFile.write(
                    directory.resolve(page.getKey()),
                    out -> out.write(page.getValue().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The pages by the names of their files. */
    static Map<String, String> of(String version) {
        var silent = new PrintWriter(Writer.nullWriter());
        var environment = new CommandEnvironment(Map.of(), Path.of(""), silent, silent, Terminal.none());
        var pages = new TreeMap<String, String>();
        add(Tunnelwatch.commands(environment), version, pages);
        return pages;
    }

    private static void add(CommandLine command, String version, Map<String, String> pages) {
        pages.put(ManPage.name(command) + ".1", ManPage.of(command, version));
        command.getSubcommands().values().forEach(it -> add(it, version, pages));
    }
}
