package io.tunnelwatch.ingest.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current value of a document as a type. The API gives the same quantity as a number for a connection and as a string
 * for its tunnel, so each reader accepts both; an unreadable value counts as absent and affects nothing else.
 */
public final class Fields {
    private Fields() {}

    /** Reads the value of one field, or skips it. */
    @FunctionalInterface
    public interface Field {
        void read(String name) throws IOException;
    }

    /** Reads one object of a list, which has been entered already. */
    @FunctionalInterface
    public interface Item {
        void read() throws IOException;
    }

    /** Reads the fields of an object; any other value counts as an object without fields, and false is returned. */
    public static boolean each(Document in, Field field) throws IOException {
        if (!in.enterObject()) {
            return false;
        }
        rest(in, field);
        return true;
    }

    /** Reads the fields of the object that was entered. */
    public static void rest(Document in, Field field) throws IOException {
        for (String name = in.nextField(); name != null; name = in.nextField()) {
            field.read(name);
        }
    }

    /** Reads the objects of a list, bare or wrapped in an object with one field of this name. False: the value is neither. */
    public static boolean eachWrapped(Document in, String wrapper, Item item) throws IOException {
        if (in.isList()) {
            eachObject(in, item);
            return true;
        }
        return each(in, name -> {
            if (name.equals(wrapper)) {
                eachObject(in, item);
            } else {
                in.skip();
            }
        });
    }

    /** Reads the objects of a bare list. */
    public static void eachObject(Document in, Item item) throws IOException {
        if (!in.enterList()) {
            return;
        }
        while (in.nextItem()) {
            if (in.enterObject()) {
                item.read();
            }
        }
    }

    static @Nullable public Boolean bool(Document in) throws IOException {
        String text = in.text();
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> oddlySpelt(text.strip().toLowerCase(Locale.ROOT));
        };
    }

    private static @Nullable Boolean oddlySpelt(String bool) {
        return switch (bool) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> null;
        };
    }

    static @Nullable public Long int64(Document in) throws IOException {
        try {
            return Long.valueOf(in.text().strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable public Integer int32(Document in) throws IOException {
        Long value = int64(in);
        return value == null || value.intValue() != value ? null : (Integer) value.intValue();
    }

    /** Splits a list of networks, which the API joins with commas. */
    public static List<String> commaSeparated(Document in) throws IOException {
        String text = in.text();
        var items = new ArrayList<String>(2);
        for (int from = 0; from <= text.length(); ) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            String item = text.substring(from, to).strip();
            if (!item.isEmpty()) {
                items.add(item);
            }
            from = to + 1;
        }
        return items;
    }
}
