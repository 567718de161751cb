package io.tunnelwatch.ingest.api;

import java.util.regex.Pattern;

/** One account in one region: the unit of polling, of quotas, of ordering. */
public record TargetId(String account, String region) implements Comparable<TargetId> {
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The region becomes part of a host name, so no other characters are allowed. */
    private static final Pattern REGION = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public TargetId {
        if (!ACCOUNT.matcher(account).matches() || !REGION.matcher(region).matches()) {
            throw new IllegalArgumentException(
                    "'" + account + "/" + region + "' is not account/region, such as 1234567890123456/eu-central-1");
        }
    }

    public static TargetId parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "' is not account/region, such as 1234567890123456/eu-central-1");
        }
        return new TargetId(parts[0], parts[1]);
    }

    /** The target as used in record keys. */
    public String key() {
        return account + "/" + region;
    }

    @Override
    public int compareTo(TargetId other) {
        return key().compareTo(other.key());
    }

    @Override
    public String toString() {
        return key();
    }
}
