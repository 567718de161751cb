package io.tunnelwatch.sink.packet;

import java.util.List;
import java.util.stream.Collectors;

/** A section of the runbook as text, in its own order. */
record RunbookSection(String name, List<Block> blocks) {
    RunbookSection {
        blocks = List.copyOf(blocks);
    }

    /** The part that a block plays: what to do first, what is known, or one thing to check. */
    enum Kind {
        ACTION,
        TEXT,
        CHECK
    }

    /** A paragraph, or an entry of a numbered list. */
    record Block(Kind kind, String text) {}

    /** All of it, a line for each block. */
    String text() {
        return blocks.stream().map(Block::text).collect(Collectors.joining("\n"));
    }
}
