package io.tunnelwatch.processor.codec;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * Encodes which members of a group are bad or published. Of many, the names are not repeated: a bitmap has one bit per member,
 * so that an outage of a whole region fits into a single Kafka record. Ids contain no slash, which marks a bitmap.
 */
final class MemberSubsetCodec {
    /** Fewer names take some kilobytes, and older builds can read them. */
    private static final int FEW = 1_000;

    private static final String BITS = "/";

    private MemberSubsetCodec() {}

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
