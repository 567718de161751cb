package io.tunnelwatch.simulator.wire;

import java.util.Map;

/** An error response in the cloud's own words. */
public record CloudError(int status, String code, String message, Map<String, String> headers) {
    private static final String HOST = "vpc.aliyuncs.com";

    public CloudError {
        headers = Map.copyOf(headers);
    }

    public CloudError(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    public static CloudError unknownKey() {
        return new CloudError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }

    /** The real cloud echoes the signed text, session token included: logging this message would leak it. */
    public static CloudError signatureDoesNotMatch(String stringToSign, String canonicalRequest) {
        return new CloudError(
                400,
                "SignatureDoesNotMatch",
                "Specified signature is not matched with our calculation. server string to sign is:" + stringToSign
                        + ", server canonical request is:" + canonicalRequest);
    }

    public static CloudError unsigned() {
        return new CloudError(
                400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }

    public static CloudError expired() {
        return new CloudError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
    }

    public static CloudError nonceUsed() {
        return new CloudError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
    }

    public static CloudError missing(String parameter) {
        return new CloudError(
                400,
                "MissingParameter",
                "The input parameter \"" + parameter
                        + "\" that is mandatory for processing this request is not supplied.");
    }

    public static CloudError invalid(String parameter) {
        return new CloudError(400, "InvalidParameter", "The specified parameter \"" + parameter + "\" is not valid.");
    }

    public static CloudError unknownAction() {
        return new CloudError(
                404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
    }

    public static CloudError unknownVersion() {
        return new CloudError(400, "InvalidVersion", "Specified parameter Version is not valid.");
    }

    public static CloudError unknownMethod() {
        return new CloudError(405, "UnsupportedHTTPMethod", "This http method is not supported.");
    }

    public static CloudError unknownRegion() {
        return new CloudError(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }

    public static CloudError unknownConnection() {
        return new CloudError(
                404,
                "InvalidVpnConnectionInstanceId.NotFound",
                "The specified vpn connection instance id does not exist.");
    }

    public static CloudError forbidden(String code) {
        return new CloudError(
                403,
                code,
                switch (code) {
                    case "Forbbiden.SubUser" ->
                        "User not authorized to operate on the specified resource as your"
                                + " account is created by another user.";
                    case "Forbidden.RAM" ->
                        "User not authorized to operate on the specified resource, or this API"
                                + " doesn't support RAM.";
                    default -> "User not authorized to operate on the specified resource.";
                });
    }

    public static CloudError throttled(int status, String code, Map<String, String> headers) {
        return new CloudError(
                status,
                code,
                switch (code) {
                    case "Throttling.User" -> "Request was denied due to user flow control.";
                    case "Throttling.Api" -> "Request was denied due to api flow control.";
                    default -> "Request was denied due to request throttling.";
                },
                headers);
    }

    public static CloudError server(int status) {
        return status == 503
                ? new CloudError(
                        503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
                : new CloudError(
                        status, "InternalError", "The request processing has failed due to some unknown error.");
    }

    /** @param action the requested action: part of RAM's detail */
    public byte[] body(Format format, String requestId, String action) {
        var body = format.body("Error");
        body.text("RequestId", requestId)
                .text("HostId", HOST)
                .text("Code", code)
                .text("Message", message)
                .link("Recommend", "https://error-center.aliyun.com/status/search?Keyword=" + code + "&source=PopGw");
        // The XML form has no detail.
        if (code.equals("Forbidden.RAM") && format == Format.JSON) {
            body.object("AccessDeniedDetail", detail -> detail.text("AuthAction", "vpc:" + action)
                    .text("AuthPrincipalType", "SubUser")
                    .text("AuthPrincipalOwnerId", "1000000000000001")
                    .text("AuthPrincipalDisplayName", "200000000000000002")
                    .text("NoPermissionType", "ImplicitDeny")
                    .text("PolicyType", "AccountLevelIdentityBasedPolicy")
                    .text("EncodedDiagnosticMessage", "AQSIMULATED"));
        }
        return body.finish();
    }
}
