package io.tunnelwatch.ingest.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Decodes a body's content encoding, without ever inflating it beyond the caps. */
final class ContentDecoding {
    /** Pages of similar connections compress to a fiftieth; a far higher ratio is an attack (a compression bomb). */
    private static final int MOST_TIMES = 200;

    /** Below this size no ratio does harm. */
    private static final int HARMLESS = 256 * 1024;

    private ContentDecoding() {}

    /** Decodes a body; the given array is wiped unless it is the one returned. */
    static byte[] of(byte[] body, String encoding, int cap) throws IOException {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> body.length == 0 ? body : gunzipped(body, cap);
            default -> throw new UnreadableBodyException("the body is in a content encoding that was not asked for");
        };
    }

    private static byte[] gunzipped(byte[] body, int cap) throws IOException {
        long most = Math.min(cap, Math.max(HARMLESS, (long) body.length * MOST_TIMES));
        byte[] inflated = new byte[(int) Math.min(most + 1, body.length * 8L + 64)];
        int length = 0;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            int read = 0;
            while (read >= 0) {
                length += read;
                if (length == inflated.length) {
                    inflated = larger(inflated, most);
                }
                read = in.read(inflated, length, inflated.length - length);
            }
            return Arrays.copyOf(inflated, length);
        } catch (UnreadableBodyException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableBodyException("the body is not gzip, or incomplete");
        } finally {
            Arrays.fill(inflated, (byte) 0);
            Arrays.fill(body, (byte) 0);
        }
    }

    private static byte[] larger(byte[] inflated, long most) throws IOException {
        if (inflated.length > most) {
            throw new UnreadableBodyException("the body inflates to something larger than any answer of this API");
        }
        byte[] larger = Arrays.copyOf(inflated, (int) Math.min(most + 1, inflated.length * 2L));
        Arrays.fill(inflated, (byte) 0);
        return larger;
    }
}
