package io.tunnelwatch.ingest.api;

import static io.tunnelwatch.ingest.api.FailureClassifier.startsWithAny;

import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One line about a failed call that names the cure. It contains nothing that was signed and no text of the JDK. */
final class FailureAdvice {
    /** The official chain reads a file or the environment once and keeps the key. */
    private static final String READ_ONCE = "; correct the key, and restart ingest";

    private FailureAdvice() {}

    static String on(FailureClass failureClass, ApiResponse answer, ApiError error, CallContext asked) {
        return switch (failureClass) {
            // These messages of the API echo what was signed (key id, token, request), so none is repeated.
            case CREDENTIALS -> onCredentials(error.code(), answer, asked);
            case DENIED -> onPermission(answer, error, asked);
            default -> onAnythingElse(answer, error, asked);
        };
    }

    private static String onCredentials(String code, ApiResponse answer, CallContext asked) {
        boolean isAboutTime = startsWithAny(
                code,
                "InvalidTimeStamp",
                "IllegalTimestamp",
                "SignatureDoesNotMatch",
                "IncompleteSignature",
                "InvalidSecurityToken");
        var skew = isAboutTime ? ClockSkew.notable(answer.headers(), asked.at()) : java.util.Optional.<String>empty();
        return skew.orElseGet(() -> onCredentials(code));
    }

    private static String onCredentials(String code) {
        if (startsWithAny(code, "InvalidTimeStamp", "IllegalTimestamp")) {
            return "the cloud refuses the time of the call: set this machine's clock right";
        }
        if (code.contains("Signature")) {
            return "the signature is wrong: the AccessKey secret does not belong to the AccessKey id" + READ_ONCE;
        }
        if (code.contains("SecurityToken")) {
            return "the cloud does not accept this temporary key: it has expired or is incomplete, give a new one";
        }
        return "the cloud does not accept this AccessKey: check that it is copied in full, exists, is active and has not"
                + " expired" + READ_ONCE;
    }

    private static String onPermission(ApiResponse answer, ApiError error, CallContext asked) {
        return error.code().isEmpty()
                ? "HTTP " + answer.status()
                        + " without an error code of the API: a proxy or firewall on the way refuses the call; let "
                        + "it pass"
                : "not permitted: allow the action " + asked.permission() + " to the RAM user or role of this AccessKey"
                        + quoted(error, asked);
    }

    private static String quoted(ApiError error, CallContext asked) {
        return isRepeatable(error, asked) ? " (" + error.message() + ")" : "";
    }

    private static boolean isRepeatable(ApiError error, CallContext asked) {
        return !error.message().isEmpty()
                && !error.message().contains(asked.key().id());
    }

    private static String onAnythingElse(ApiResponse answer, ApiError error, CallContext asked) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return "HTTP " + answer.status() + ": redirects are not followed; check cloud.endpoint and the proxy";
        }
        if (answer.status() == 407) {
            return "the proxy asks for a user and a password: give the right ones in settings cloud.proxy.user and"
                    + " cloud.proxy.password";
        }
        if (error.code().startsWith("InvalidRegion")) {
            return "the cloud knows no region '" + asked.region() + "' here: correct it in setting targets";
        }
        return isRepeatable(error, asked) ? error.message() : "HTTP " + answer.status();
    }

    static String on(IOException cause, CallContext asked) {
        if (cause instanceof HttpCall.DeadlineException) {
            return cause.getMessage() + " from " + asked.host() + ": check whether a firewall or proxy holds it up";
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection to " + asked.host()
                    + " within the deadline: check name server, network, firewall and proxy";
        }
        if (has(cause, SSLException.class)) {
            return onTls(cause, asked);
        }
        if (cause instanceof ConnectException) {
            return isUnresolved(cause)
                    ? "the host name " + asked.host() + " cannot be resolved: check that region '" + asked.region()
                            + "' is spelled correctly, and that this machine can resolve names"
                    : asked.host() + " refused the connection: check network, firewall and proxy";
        }
        if (has(cause, ProtocolException.class)) {
            return "the server at " + asked.host() + " does not speak HTTP: check cloud.endpoint and proxy";
        }
        return "the connection to " + asked.host()
                + " broke before the answer was complete: ingest tries again; if this goes on, check "
                + "network, firewall and proxy";
    }

    private static String onTls(IOException cause, CallContext asked) {
        boolean isAboutTime =
                has(cause, CertificateExpiredException.class) || has(cause, CertificateNotYetValidException.class);
        return isAboutTime
                ? "TLS failed: by this machine's clock the certificate of " + asked.host()
                        + " is not valid now; set the clock right"
                : "TLS failed: the certificate or protocol of " + asked.host() + " was not accepted; if a proxy"
                        + " inspects TLS, its certificate must be in the JVM's trust store";
    }

    private static boolean isUnresolved(IOException cause) {
        return has(cause, UnresolvedAddressException.class);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (@Nullable Throwable it = thrown; it != null; it = it.getCause()) {
            if (type.isInstance(it)) {
                return true;
            }
        }
        return false;
    }
}
