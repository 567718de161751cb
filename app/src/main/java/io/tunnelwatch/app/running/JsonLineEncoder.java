package io.tunnelwatch.app.running;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.tunnelwatch.runtime.PrintableText;
import java.nio.charset.StandardCharsets;

/**
 * Writes a log event as one JSON object in one line. Logback escapes only what JSON demands; here every character that a
 * terminal cannot show is escaped too, and so is every other character that some reader takes for the end of a line.
 */
final class JsonLineEncoder extends JsonEncoder {
    JsonLineEncoder() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithMDC(false);
        // The sentence with its values filled in, and not the two apart.
        setWithMessage(false);
        setWithArguments(false);
        setWithFormattedMessage(true);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8);
        return PrintableText.json(line).getBytes(StandardCharsets.UTF_8);
    }
}
