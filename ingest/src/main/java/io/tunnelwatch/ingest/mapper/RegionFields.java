package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fields;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The allow-list of regions. */
final class RegionFields {
    private final Document in;

    RegionFields(Document in) {
        this.in = in;
    }

    Map<String, String> read() throws IOException {
        var hosts = new HashMap<String, String>();
        Fields.eachWrapped(in, "Region", () -> {
            var region = new HashMap<String, String>();
            Fields.rest(in, name -> {
                switch (name) {
                    case "RegionId", "RegionEndpoint" -> region.put(name, in.text());
                    default -> in.skip();
                }
            });
            hosts.put(region.getOrDefault("RegionId", ""), region.getOrDefault("RegionEndpoint", ""));
        });
        return hosts;
    }
}
