package io.tunnelwatch.sink.serve;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.TreeMap;

/** What the page shows of a model. */
public final class HandPage {
    private HandPage() {}

    /** Of every connection, by account and id, its state in the colour that it has on the page. */
    public static TreeMap<String, FacetState> states(ReadModel model, Instant now) {
        var states = new TreeMap<String, FacetState>();
        Shown.all(model, now).forEach(it -> states.put(it.view().getAccount() + " " + it.id(), it.state()));
        return states;
    }
}
