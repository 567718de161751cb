package io.tunnelwatch.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A status, headers and a body that is not yet JSON or XML. */
record Answer(int status, Map<String, String> headers, String root, Map<String, Object> body) {
    static Answer ok(String action, Map<String, Object> body) {
        return new Answer(200, Map.of(), action + "Response", body);
    }

    static Answer error(int status, String code, String message) {
        return error(status, code, message, Map.of());
    }

    static Answer error(int status, String code, String message, Map<String, String> headers) {
        var body = new LinkedHashMap<String, Object>();
        body.put("RequestId", requestId());
        body.put("HostId", "vpc.aliyuncs.com");
        body.put("Code", code);
        body.put("Message", message);
        body.put("Recommend", "https://error-center.aliyun.com/status/search?Keyword=" + code + "&source=PopGw");
        return new Answer(status, headers, "Error", body);
    }

    static String requestId() {
        return UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT);
    }
}
