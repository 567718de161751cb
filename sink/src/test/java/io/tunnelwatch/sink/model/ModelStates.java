package io.tunnelwatch.sink.model;

/** Read models in states that only a feed brings about. */
public final class ModelStates {
    private ModelStates() {}

    /** A model whose feed has not reached the end of its topics. */
    public static ReadModel catchingUp() {
        var model = new ReadModel();
        model.markCatchingUp();
        return model;
    }

    /** The feed has reached the end. */
    public static void caughtUp(ReadModel model) {
        model.markCaughtUp();
    }
}
