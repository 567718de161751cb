package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Account;
import io.tunnelwatch.simulator.story.World;
import io.tunnelwatch.simulator.wire.Acs3;
import io.tunnelwatch.simulator.wire.CloudError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;

/** Verifies the signature of a request and finds the account that sent it. */
final class SignatureCheck {
    /**
     * Allowed difference of the clocks. For ACS3 it is documented nowhere; this is half the window of the older signature, to
     * each side.
     */
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private final World world;
    private final Clock clock;
    private final Nonces nonces = new Nonces();

    SignatureCheck(World world, Clock clock) {
        this.world = world;
        this.clock = clock;
    }

    Account admit(Request request) throws CloudErrorException {
        var claim = Acs3.Claim.of(request.headers().get("authorization"))
                .orElseThrow(() -> new CloudErrorException(CloudError.unsigned()));
        Account account = world.accountOfKey(claim.accessKeyId())
                .orElseThrow(() -> new CloudErrorException(CloudError.unknownKey()));
        refuseStale(request);
        verify(request, claim, account);
        if (!nonces.isNew(account.name() + "/" + request.header("x-acs-signature-nonce"))) {
            throw new CloudErrorException(CloudError.nonceUsed());
        }
        return account;
    }

    /**
     * Refuses a date that is too old. A test may move the scenario's clock by hand, with or without its client's, so a date is
     * fresh if either clock says so.
     */
    private void refuseStale(Request request) throws CloudErrorException {
        try {
            Instant date = Instant.parse(request.header("x-acs-date"));
            if (isFar(date, clock) && isFar(date, Clock.systemUTC())) {
                throw new CloudErrorException(CloudError.expired());
            }
        } catch (DateTimeParseException e) {
            throw new CloudErrorException(CloudError.expired());
        }
    }

    private static boolean isFar(Instant date, Clock clock) {
        return Duration.between(date, clock.instant()).abs().compareTo(WINDOW) > 0;
    }

    private static void verify(Request request, Acs3.Claim claim, Account account) throws CloudErrorException {
        String canonical = Acs3.canonicalRequest(
                request.method(), request.parameters(), request.headers(), claim.signedHeaders(), request.bodyHash());
        String toSign = Acs3.stringToSign(canonical);
        byte[] expected = Acs3.sign(account.accessKeySecret(), toSign).getBytes(StandardCharsets.US_ASCII);
        boolean same = MessageDigest.isEqual(expected, claim.signature().getBytes(StandardCharsets.US_ASCII));
        if (!same || !coversAll(request, claim) || !hashFits(request)) {
            throw new CloudErrorException(CloudError.signatureDoesNotMatch(toSign, canonical));
        }
    }

    /** Returns whether every header that affects the call is signed; an unsigned one could come from anybody. */
    private static boolean coversAll(Request request, Acs3.Claim claim) {
        Set<String> needed = new TreeSet<>();
        request.headers().keySet().stream()
                .filter(it -> it.startsWith("x-acs-") || it.equals("host"))
                .forEach(needed::add);
        return claim.signedHeaders().containsAll(needed);
    }

    private static boolean hashFits(Request request) {
        return request.header("x-acs-content-sha256").equals(request.bodyHash());
    }
}
