package io.tunnelwatch.processor.domain.observation;

/** One account in one region, polled as a whole. */
public record Target(String account, String region) {
    @Override
    public String toString() {
        return account + "/" + region;
    }
}
