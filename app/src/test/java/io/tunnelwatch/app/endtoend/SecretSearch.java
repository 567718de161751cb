package io.tunnelwatch.app.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Searches bytes for planted secrets, in every encoding that a program may write. All planted secrets share one piece of text,
 * so it is enough to search for that.
 */
final class SecretSearch {
    /** Part of every secret that a test plants. */
    static final String PLANTED = "must-never";

    private static final Map<String, byte[]> SPELLINGS = spellings(PLANTED);

    /** Depth of nested compression to search. */
    private static final int DEEPEST = 3;

    private SecretSearch() {}

    /** The encodings of a text, by name. */
    static Map<String, byte[]> spellings(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        var spellings = new TreeMap<String, byte[]>();
        spellings.put("plain", bytes);
        spellings.put("reversed", new StringBuilder(text).reverse().toString().getBytes(UTF_8));
        spellings.put("UTF-16BE", text.getBytes(UTF_16BE));
        spellings.put("UTF-16LE", text.getBytes(UTF_16LE));
        spellings.put("hex", latin(HexFormat.of().formatHex(bytes)));
        spellings.put("HEX", latin(HexFormat.of().withUpperCase().formatHex(bytes)));
        spellings.put("percent", latin(each(bytes, it -> "%" + it)));
        spellings.put("PERCENT", latin(each(bytes, it -> "%" + it.toUpperCase(java.util.Locale.ROOT))));
        spellings.put("\\u", latin(each(bytes, it -> "\\u00" + it)));
        spellings.put("\\U", latin(each(bytes, it -> "\\u00" + it.toUpperCase(java.util.Locale.ROOT))));
        spellings.put("&#x", latin(each(bytes, it -> "&#x" + it + ";")));
        for (int before = 0; before < 3; before++) {
            spellings.put("base64 after " + before, latin(base64(bytes, before)));
        }
        return spellings;
    }

    private static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String each(byte[] bytes, UnaryOperator<String> spelling) {
        return HexFormat.of()
                .formatHex(bytes)
                .chars()
                .boxed()
                .collect(Collectors.collectingAndThen(Collectors.toList(), digits -> {
                    var spelt = new StringBuilder();
                    for (int i = 0; i < digits.size(); i += 2) {
                        spelt.append(spelling.apply("" + (char) digits.get(i).intValue()
                                + (char) digits.get(i + 1).intValue()));
                    }
                    return spelt.toString();
                }));
    }

    /**
     * The part of a text's base64 that does not depend on the text before it, of which only the length modulo three is given.
     */
    private static String base64(byte[] bytes, int before) {
        byte[] whole = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, whole, before, bytes.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(whole);
        int first = (before * 8 + 5) / 6;
        int complete = whole.length * 8 / 6;
        return encoded.substring(first, complete);
    }

    /** The name of the encoding in which a planted secret is found, compressed or not. */
    static Optional<String> in(byte[] bytes) {
        return in(bytes, DEEPEST);
    }

    private static Optional<String> in(byte[] bytes, int deep) {
        String text = new String(bytes, ISO_8859_1);
        for (var spelling : SPELLINGS.entrySet()) {
            if (text.contains(new String(spelling.getValue(), ISO_8859_1))) {
                return Optional.of(spelling.getKey());
            }
        }
        return deep == 0 ? Optional.empty() : packed(bytes, text, deep);
    }

    private static Optional<String> packed(byte[] bytes, String text, int deep) {
        for (int at = text.indexOf('\u001f'); at >= 0; at = text.indexOf('\u001f', at + 1)) {
            if (text.startsWith("\u001f\u008b\b", at)) {
                var found = in(unpacked(bytes, at, GZIPInputStream::new), deep - 1);
                if (found.isPresent()) {
                    return found.map(it -> it + " in gzip");
                }
            }
        }
        for (int at = text.indexOf('x'); at >= 0; at = text.indexOf('x', at + 1)) {
            // A zlib header: its two bytes are a multiple of 31.
            if (at + 1 < bytes.length && (0x7800 | (bytes[at + 1] & 0xff)) % 31 == 0 && (bytes[at + 1] & 0x20) == 0) {
                var found = in(unpacked(bytes, at, InflaterInputStream::new), deep - 1);
                if (found.isPresent()) {
                    return found.map(it -> it + " in zlib");
                }
            }
        }
        return Optional.empty();
    }

    private interface Unpacking {
        InputStream of(InputStream packed) throws IOException;
    }

    /** Decompresses as far as possible; empty if the bytes only look compressed. */
    private static byte[] unpacked(byte[] bytes, int at, Unpacking unpacking) {
        var out = new ByteArrayOutputStream();
        try (var in = unpacking.of(new ByteArrayInputStream(bytes, at, bytes.length - at))) {
            byte[] piece = new byte[8192];
            for (int read = in.read(piece); read >= 0 && out.size() < 64 << 20; read = in.read(piece)) {
                out.write(piece, 0, read);
            }
        } catch (IOException e) {
            // The bytes decompressed so far count.
        }
        return out.toByteArray();
    }
}
