package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.ErrorBody;
import io.tunnelwatch.ingest.mapper.ResponseMapper;

/** The API's error about a failed call, made safe to show. */
record ApiError(String code, String message, String requestId) {
    /** Codes are short words; a longer text is not a code. */
    private static final int LONGEST_CODE = 128;

    static ApiError read(byte[] body) {
        ErrorBody error = ResponseMapper.error(body);
        return new ApiError(
                printable(error.code(), LONGEST_CODE),
                printable(error.message(), 256),
                printable(error.requestId(), 64));
    }

    /**
     * Makes a text safe for topics, logs and terminals: no control characters, no change of writing direction, limited length.
     */
    private static String printable(String text, int longest) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ").strip();
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }
}
