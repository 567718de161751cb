-- Hours in which a connection was down, from the availability by the hour.
-- Flink up to 2.3 cannot read an enum of Avro as a STRING (FLINK-24544), so that the columns leave out facet. The key has it.
CREATE TABLE availability (
  id STRING,
  account STRING,
  region STRING,
  connectionId STRING,
  entity STRING,
  `hour` TIMESTAMP(3),
  upMillis BIGINT,
  downMillis BIGINT,
  unknownMillis BIGINT,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'vpn.availability.v1',
  'properties.bootstrap.servers' = '127.0.0.1:9092',
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'raw',
  'value.format' = 'avro-confluent',
  'value.avro-confluent.url' = 'http://127.0.0.1:8081',
  'value.fields-include' = 'EXCEPT_KEY'
);

SELECT entity, `hour`, downMillis / 1000 AS secondsDown
FROM availability
WHERE id LIKE '%/SERVICE/%' AND downMillis > 0;
