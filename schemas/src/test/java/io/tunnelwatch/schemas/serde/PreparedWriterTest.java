package io.tunnelwatch.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That it writes every record of ours as Avro does is a matter of {@link AvroSerdeTest}. */
class PreparedWriterTest {
    private static final Schema A = Schema.createRecord("A", null, "test", false, List.of());
    private static final Schema B = Schema.createRecord("B", null, "test", false, List.of());
    private static final Schema C = Schema.createRecord("C", null, "test", false, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'float'",
                "{'type': 'map', 'values': 'long'}",
                "{'type': 'fixed', 'name': 'F', 'size': 2}",
                "['string', 'long']",
                "['null', 'string', 'long']",
                "{'type': 'int', 'logicalType': 'date'}",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 4}",
                "{'type': 'record', 'name': 'R', 'fields': [{'name': 'f', 'type': {'type': 'array', 'items': 'float'}}]}"
            })
    void shouldRefuseATypeThatNoRecordOfOursHas(String type) {
        Schema schema = new Schema.Parser().parse(type.replace('\'', '"'));

        assertThatThrownBy(() -> new PreparedWriter<>(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No record of ours has the type");
    }

    @Test
    void shouldNameTheFieldWhoseValueDoesNotFit() {
        Schema schema = new Schema.Parser()
                .parse(
                        """
                {"type": "record", "name": "R", "fields": [{"name": "first", "type": "int"}, {"name": "second", "type": "string"}]}""");
        var record = new GenericData.Record(schema);
        record.put("first", 1);

        assertThatThrownBy(() -> written(new PreparedWriter<>(schema), record)).hasMessageContaining("second");
    }

    @Test
    void shouldTellTheRecordsOfAUnionApart() {
        var writer = new PreparedWriter<Object>(Schema.createUnion(A, B));

        assertThat(written(writer, new GenericData.Record(A))).containsExactly(0);
        assertThat(written(writer, new GenericData.Record(B))).containsExactly(2);
        assertThatThrownBy(() -> written(writer, new GenericData.Record(C))).isInstanceOf(RuntimeException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // null is one of the values that a union may have
    void shouldWriteNullWhereItStandsInTheUnion() {
        var last = new PreparedWriter<Object>(
                Schema.createUnion(Schema.create(Schema.Type.INT), Schema.create(Schema.Type.NULL)));

        assertThat(written(last, 1)).containsExactly(0, 2);
        assertThat(written(last, null)).containsExactly(2);
    }

    private static byte[] written(PreparedWriter<Object> writer, Object value) {
        return new RecordEncoder(0).write(writer, value).toBytes();
    }
}
