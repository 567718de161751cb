package io.tunnelwatch.app.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network of the kernel's own, in which each broker is a host by itself: broker N is 10.77.0.N, and everything else shares
 * 10.77.0.254. It has no way out, and is gone when the process that made it is gone. Brokers can be cut off from one another
 * while everybody else reaches them, and packets on loopback can be lost.
 */
final class PrivateNetwork {
    private static final String PREFIX = "10.77.0.";
    private static final int LOST_PERCENT = 20;
    private static final int PATIENCE_SECONDS = 20;
    private static final Pattern DROPPED = Pattern.compile("counter packets (\\d+)");

    private final int nodes;

    /** Builds the network around this process, which must have been started by {@link #command}. */
    PrivateNetwork(int nodes) throws IOException, InterruptedException {
        this.nodes = nodes;
        run("ip", "link", "set", "lo", "up");
        run("ip", "link", "add", "hub", "type", "bridge");
        run("ip", "address", "add", PREFIX + "254/24", "dev", "hub");
        run("ip", "link", "set", "hub", "up");
        run("nft", "add table bridge cuts; add chain bridge cuts forward { type filter hook forward priority 0; }");
        run("nft", "add table inet loss; add chain inet loss input { type filter hook input priority 0; }");
    }

    /** The command that runs this one in a network of its own. */
    static List<String> command(List<String> inside) {
        var command = new ArrayList<>(List.of("unshare", "--net"));
        command.addAll(inside);
        return command;
    }

    /** The first command that the kernel, the rights of this user or the installed tools refuse; empty if all work. */
    static String lacks() throws IOException, InterruptedException {
        String trial = "ip link add hub type bridge && ip link add one type veth peer name two"
                + " && nft 'add table bridge cuts; add chain bridge cuts forward { type filter hook forward priority 0; }'"
                + " && nft 'add table inet loss; add chain inet loss input { type filter hook input priority 0; };"
                + " add rule inet loss input numgen random mod 100 < 1 counter drop' && nsenter --version";
        return outcome(command(List.of("sh", "-c", trial)));
    }

    String host(int node) {
        return PREFIX + node;
    }

    /** Runs a command as a host of its own, once {@link #plugIn} has given it its address. */
    List<String> asHost(int node, List<String> inside) {
        var command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "until ip address show | grep -q '" + host(node) + "/'; do sleep 0.1; done; exec \"$@\"",
                "host"));
        command.addAll(inside);
        return command(command);
    }

    /** Connects the process that was started by {@link #asHost}. */
    void plugIn(int node, long process) throws IOException, InterruptedException {
        awaitOwnNetwork(process, Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        String pid = Long.toString(process);
        run("ip", "link", "add", port(node), "type", "veth", "peer", "name", "eth0", "netns", pid);
        run("ip", "link", "set", port(node), "master", "hub", "up");
        String inside = "ip link set lo up && ip link set eth0 up && ip address add " + host(node) + "/24 dev eth0";
        run("nsenter", "--target", pid, "--net", "sh", "-c", inside);
    }

    private static void awaitOwnNetwork(long process, Path ours) throws IOException, InterruptedException {
        Path theirs = Path.of("/proc/" + process + "/ns/net");
        for (int i = 0; Files.readSymbolicLink(theirs).equals(ours); i++) {
            if (i > PATIENCE_SECONDS * 10) {
                throw new IOException("process " + process + " has no network of its own");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Nothing passes between this broker and the others. Everybody else reaches all of them. */
    void cutOff(int node) throws IOException, InterruptedException {
        run("nft", "add rule bridge cuts forward iifname \"" + port(node) + "\" counter drop");
        run("nft", "add rule bridge cuts forward oifname \"" + port(node) + "\" counter drop");
    }

    /** One packet of five is lost on its way to or from these ports of loopback. */
    void lose(List<Integer> ports) throws IOException, InterruptedException {
        String some = ports.stream().map(String::valueOf).collect(Collectors.joining(",", "{ ", " }"));
        String fifth = " numgen random mod 100 < " + LOST_PERCENT + " counter drop";
        run("nft", "add rule inet loss input tcp dport " + some + fifth);
        run("nft", "add rule inet loss input tcp sport " + some + fifth);
    }

    /**
     * Ends all cuts and losses.
     *
     * @return the number of packets that were dropped
     */
    long mend() throws IOException, InterruptedException {
        var counters = DROPPED.matcher(run("nft", "list ruleset"));
        long dropped = 0;
        while (counters.find()) {
            dropped += Long.parseLong(counters.group(1));
        }
        run("nft", "flush chain bridge cuts forward; flush chain inet loss input");
        return dropped;
    }

    private String port(int node) {
        if (node < 1 || node > nodes) {
            throw new IllegalArgumentException("there is no node " + node);
        }
        return "port" + node;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    private static String outcome(List<String> command) throws InterruptedException {
        try {
            run(command.toArray(String[]::new));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
