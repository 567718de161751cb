package io.tunnelwatch.sink.serve;

import io.tunnelwatch.sink.api.Shown;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.TreeMap;

/** The page's view of a model. */
public final class HandPage {
    private HandPage() {}

    /** The displayed state of every connection, by account and id. */
    public static TreeMap<String, FacetState> states(ReadModel model, Instant now) {
        var states = new TreeMap<String, FacetState>();
        Shown.all(model, now).forEach(it -> states.put(it.view().getAccount() + " " + it.id(), it.state()));
        return states;
    }
}
