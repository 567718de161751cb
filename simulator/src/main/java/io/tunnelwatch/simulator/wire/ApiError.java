package io.tunnelwatch.simulator.wire;

import java.util.Map;

/** An error response in the cloud's own words. */
public record ApiError(int status, String code, String message, Map<String, String> headers) {
    private static final String HOST = "vpc.aliyuncs.com";

    public ApiError {
        headers = Map.copyOf(headers);
    }

    public ApiError(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    public static ApiError unknownKey() {
        return new ApiError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }

    /** The real cloud echoes the signed text, session token included: logging this message would leak it. */
    public static ApiError signatureDoesNotMatch(String stringToSign, String canonicalRequest) {
        return new ApiError(
                400,
                "SignatureDoesNotMatch",
                "Specified signature is not matched with our calculation. server string to sign is:" + stringToSign
                        + ", server canonical request is:" + canonicalRequest);
    }

    public static ApiError unsigned() {
        return new ApiError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
    }

    public static ApiError expired() {
        return new ApiError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
    }

    public static ApiError nonceUsed() {
        return new ApiError(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
    }

    public static ApiError missing(String parameter) {
        return new ApiError(
                400,
                "MissingParameter",
                "The input parameter \"" + parameter
                        + "\" that is mandatory for processing this request is not supplied.");
    }

    public static ApiError invalid(String parameter) {
        return new ApiError(400, "InvalidParameter", "The specified parameter \"" + parameter + "\" is not valid.");
    }

    public static ApiError unknownAction() {
        return new ApiError(
                404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
    }

    public static ApiError unknownVersion() {
        return new ApiError(400, "InvalidVersion", "Specified parameter Version is not valid.");
    }

    public static ApiError unknownMethod() {
        return new ApiError(405, "UnsupportedHTTPMethod", "This http method is not supported.");
    }

    public static ApiError unknownRegion() {
        return new ApiError(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }

    public static ApiError unknownConnection() {
        return new ApiError(
                404,
                "InvalidVpnConnectionInstanceId.NotFound",
                "The specified vpn connection instance id does not exist.");
    }

    public static ApiError forbidden(String code) {
        return new ApiError(
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

    public static ApiError throttled(int status, String code, Map<String, String> headers) {
        return new ApiError(
                status,
                code,
                switch (code) {
                    case "Throttling.User" -> "Request was denied due to user flow control.";
                    case "Throttling.Api" -> "Request was denied due to api flow control.";
                    default -> "Request was denied due to request throttling.";
                },
                headers);
    }

    public static ApiError server(int status) {
        return status == 503
                ? new ApiError(
                        503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
                : new ApiError(status, "InternalError", "The request processing has failed due to some unknown error.");
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
