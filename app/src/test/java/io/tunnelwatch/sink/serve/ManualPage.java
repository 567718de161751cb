package io.tunnelwatch.sink.serve;

import io.tunnelwatch.sink.api.DisplayedConnection;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.TreeMap;

/** The page's view of a model. */
public final class ManualPage {
    private ManualPage() {}

    /** The displayed state of every connection, by account and id. */
    public static TreeMap<String, FacetState> states(ReadModel model, Instant now) {
        var states = new TreeMap<String, FacetState>();
        DisplayedConnection.all(model, now)
                .forEach(it -> states.put(it.view().getAccount() + " " + it.id(), it.state()));
        return states;
    }
}
