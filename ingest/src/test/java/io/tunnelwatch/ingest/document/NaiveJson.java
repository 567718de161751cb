package io.tunnelwatch.ingest.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON by the letter of RFC 8259, as a tree of maps, lists and texts: a second reader that shares nothing with the parser under
 * test. Not fast.
 */
public final class NaiveJson {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+)\"");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    private final String text;
    private int at;

    private NaiveJson(String text) {
        this.text = text;
    }

    /** The object; empty if the body is none, or if its names are not unique. */
    public static Optional<Map<String, Object>> object(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            var in = new NaiveJson(text);
            Object value = in.value();
            in.blank();
            return in.at == text.length() && value instanceof Map<?, ?> map ? Optional.of(cast(map)) : Optional.empty();
        } catch (CharacterCodingException | NoJson e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private @Nullable Object value() {
        blank();
        if (at == text.length()) {
            throw new NoJson();
        }
        return switch (text.charAt(at)) {
            case '{' -> fields();
            case '[' -> items();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, @Nullable Object> fields() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        at++;
        blank();
        if (is('}')) {
            return fields;
        }
        do {
            blank();
            String name = string();
            blank();
            if (!is(':') || fields.containsKey(name)) {
                throw new NoJson();
            }
            fields.put(name, value());
            blank();
        } while (is(','));
        return closed(fields, '}');
    }

    private List<@Nullable Object> items() {
        var items = new ArrayList<@Nullable Object>();
        at++;
        blank();
        if (is(']')) {
            return items;
        }
        do {
            items.add(value());
            blank();
        } while (is(','));
        return closed(items, ']');
    }

    private <T> T closed(T value, char by) {
        if (!is(by)) {
            throw new NoJson();
        }
        return value;
    }

    private String string() {
        return ESCAPE.matcher(match(STRING).group(1))
                .replaceAll(it -> Matcher.quoteReplacement(unescaped(it.group(1))));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> Character.toString((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    private @Nullable String word() {
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : word;
            }
        }
        return match(NUMBER).group();
    }

    private Matcher match(Pattern pattern) {
        var matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new NoJson();
        }
        at = matcher.end();
        return matcher;
    }

    private boolean is(char next) {
        boolean is = at < text.length() && text.charAt(at) == next;
        at += is ? 1 : 0;
        return is;
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static final class NoJson extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
