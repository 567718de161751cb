package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.document.Fields.int64;
import static io.tunnelwatch.ingest.document.Fields.rest;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.v1.Diagnosis;
import java.io.IOException;
import java.time.Instant;

/** The allow-list of a diagnosis. It excludes the cloud's log lines behind the diagnosis, whose content is not documented. */
final class DiagnosisFields {
    private final Document in;
    private final RecordBounds bounds;

    DiagnosisFields(Document in, RecordBounds bounds) {
        this.in = in;
        this.bounds = bounds;
    }

    /** Reads the diagnosis from the object that was entered. */
    Diagnosis read() throws IOException {
        Diagnosis diagnosis = EmptyRecords.diagnosis();
        rest(in, name -> read(name, diagnosis));
        return bounds.within(diagnosis);
    }

    private void read(String name, Diagnosis into) throws IOException {
        switch (name) {
            case "VpnConnectionId" -> into.setConnectionId(in.text());
            case "TunnelId" -> {
                String id = in.text();
                into.setTunnelId(id.isEmpty() ? null : id);
            }
            case "FailedReasonCode" -> into.setCode(in.text());
            case "FailedReason" -> into.setReason(in.text());
            case "Severity" -> into.setSeverity(in.text());
            case "FailedTime" -> {
                Long millis = int64(in);
                into.setFailedAt(millis == null ? null : Instant.ofEpochMilli(millis));
            }
            case "MismatchLocalParam" -> into.setMismatchLocal(in.text());
            case "MismatchRemoteParam" -> into.setMismatchRemote(in.text());
            default -> in.skip();
        }
    }
}
