package io.tunnelwatch.processor.codec;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * Those of a group's members who are bad, or have been told of. Of many, none is named again: one bit says it of each member, so
 * that whatever befalls a whole region at once fits in the one record that Kafka takes. Ids hold no slash, by which bits are
 * known.
 */
final class MemberLists {
    /** Fewer take some kilobytes, and a build of before reads their names. */
    private static final int FEW = 1_000;

    private static final String BITS = "/";

    private MemberLists() {}

    static List<String> encode(Collection<String> some, Collection<String> members) {
        var named = List.copyOf(some);
        if (named.size() < FEW) {
            return named;
        }
        var known = new HashSet<>(named);
        var bits = new BitSet(members.size());
        int index = 0;
        for (String it : members) {
            bits.set(index++, known.contains(it));
        }
        var encoded = List.of(BITS + Base64.getEncoder().encodeToString(bits.toByteArray()));
        return decode(encoded, members).equals(named) ? encoded : named;
    }

    static List<String> decode(List<String> encoded, Collection<String> members) {
        if (encoded.size() != 1 || !encoded.get(0).startsWith(BITS)) {
            return encoded;
        }
        var bits = BitSet.valueOf(Base64.getDecoder().decode(encoded.get(0).substring(BITS.length())));
        var named = new ArrayList<String>();
        int index = 0;
        for (String it : members) {
            if (bits.get(index++)) {
                named.add(it);
            }
        }
        return named;
    }
}
