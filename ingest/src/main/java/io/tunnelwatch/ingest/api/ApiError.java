package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.ErrorBody;
import io.tunnelwatch.ingest.mapper.ResponseMapper;

/** What the API says of a call that failed, fit to be shown. */
record ApiError(String code, String message, String requestId) {
    /** Codes are short words; what is longer is somebody else's text. */
    private static final int LONGEST_CODE = 128;

    static ApiError read(byte[] body) {
        ErrorBody error = ResponseMapper.error(body);
        return new ApiError(
                printable(error.code(), LONGEST_CODE),
                printable(error.message(), 256),
                printable(error.requestId(), 64));
    }

    /** These end in topics, logs and terminals: no control characters, no changes of writing direction, no novels. */
    private static String printable(String text, int longest) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ").strip();
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }
}
