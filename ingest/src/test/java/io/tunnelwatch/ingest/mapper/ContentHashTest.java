package io.tunnelwatch.ingest.mapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentHashTest {
    static List<String> listings() {
        return ExampleResponses.all("connections");
    }

    /** The hash is as the schema documents it, so that anyone can check a digest. */
    @ParameterizedTest
    @MethodSource("listings")
    void shouldBeWhatTheSchemaSays(String fixture) throws Exception {
        // Given
        var mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));
        for (ConnectionSnapshot it :
                mapper.listing(ExampleResponses.bytes(fixture)).value().connections()) {
            var bytes = new ByteArrayOutputStream();
            var withoutHash =
                    ConnectionSnapshot.newBuilder(it).setContentHash(0).build();
            // When
            new SpecificDatumWriter<>(ConnectionSnapshot.class)
                    .write(withoutHash, EncoderFactory.get().directBinaryEncoder(bytes, null));
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
            // Then
            assertThat(it.getContentHash()).isEqualTo(ByteBuffer.wrap(sha256).getLong());
        }
    }
}
