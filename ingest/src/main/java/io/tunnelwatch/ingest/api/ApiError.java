package io.tunnelwatch.ingest.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;

/** The body of an error, as far as it is one. Keys are seen in either case. */
record ApiError(String code, String message, String requestId) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ApiError UNREADABLE = new ApiError("", "", "");

    /** Codes are short words; what is longer is somebody else's text. */
    private static final int LONGEST_CODE = 128;

    static ApiError read(byte[] body) {
        String code = "";
        String message = "";
        String requestId = "";
        try (var in = JSON.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName().toLowerCase(Locale.ROOT);
                boolean text = in.nextToken() == JsonToken.VALUE_STRING;
                switch (text ? name : "") {
                    case "code" -> code = in.getText();
                    case "message" -> message = in.getText();
                    case "requestid" -> requestId = in.getText();
                    default -> in.skipChildren();
                }
            }
        } catch (IOException e) {
            return UNREADABLE;
        }
        return new ApiError(printable(code, LONGEST_CODE), printable(message, 256), printable(requestId, 64));
    }

    /** These end in topics, logs and terminals: no control characters, no changes of writing direction, no novels. */
    private static String printable(String text, int longest) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ").strip();
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }
}
