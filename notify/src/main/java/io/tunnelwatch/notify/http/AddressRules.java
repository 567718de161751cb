package io.tunnelwatch.notify.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which addresses a receiver may have. Metadata services of clouds hand out credentials to whoever asks, and live on
 * link-local addresses and a few others; these are refused always, and there is no setting that opens them. Loopback and
 * private addresses are allowed: an Alertmanager or a chat bridge usually stands next door, and only the operator, who may read
 * the settings file anyway, names receivers.
 */
public final class AddressRules {
    /** Metadata services that are not on link-local addresses: Alibaba Cloud, Azure, Oracle, AWS and Google over IPv6. */
    private static final Set<InetAddress> METADATA = Set.of(
            address("100.100.100.200"),
            address("168.63.129.16"),
            address("192.0.0.192"),
            address("fd00:ec2::254"),
            address("fd20:ce::254"));

    private static final int FIRST_RESERVED = 240;
    private static final int TEREDO = 0x2001;
    private static final int SIX_TO_FOUR = 0x2002;
    private static final int NAT64 = 0x64;
    private static final int NAT64_SUFFIX = 0xff9b;

    private AddressRules() {}

    /** The reason why no request goes to this address; empty if it may. */
    public static Optional<String> refusal(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isReserved(address)) {
            return Optional.of("the address of no host");
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of("a link-local address, where clouds keep credentials");
        }
        if (METADATA.contains(address)) {
            return Optional.of("the address of a cloud's metadata service, which keeps credentials");
        }
        return embedded(address).flatMap(AddressRules::refusal);
    }

    /** Returns whether it is in 0.0.0.0/8 or 240.0.0.0/4; the latter holds the broadcast address. */
    private static boolean isReserved(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        return address instanceof Inet4Address && (first == 0 || first >= FIRST_RESERVED);
    }

    /** The IPv4 address that an IPv6 address leads to by translation or in a tunnel. Java itself unwraps mapped addresses. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return Optional.empty();
        }
        int first = word(bytes, 0);
        if (first == SIX_TO_FOUR) {
            return Optional.of(address(Arrays.copyOfRange(bytes, 2, 6)));
        }
        if (first == TEREDO && word(bytes, 2) == 0) {
            byte[] inverted = Arrays.copyOfRange(bytes, 12, 16);
            for (int i = 0; i < inverted.length; i++) {
                inverted[i] = (byte) ~inverted[i];
            }
            return Optional.of(address(inverted));
        }
        boolean isTranslated = first == NAT64 && word(bytes, 2) == NAT64_SUFFIX;
        boolean isCompatible = isZero(bytes, 12) && !address.isLoopbackAddress();
        return isTranslated || isCompatible
                ? Optional.of(address(Arrays.copyOfRange(bytes, 12, 16)))
                : Optional.empty();
    }

    private static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int word(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) { // only for a wrong length
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) { // a literal is not looked up
            throw new IllegalStateException(e);
        }
    }
}
