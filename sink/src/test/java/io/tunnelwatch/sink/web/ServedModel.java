package io.tunnelwatch.sink.web;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.sink.api.Api;
import io.tunnelwatch.sink.api.ChangeStream;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.commands.FakeCommandLog;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A server in front of a model, put together as the sink does it. A test replaces the parts that it is about, and starts it. */
final class ServedModel {
    private final ReadModel model;
    private ChangeStream stream;
    private CustomerViews customers;
    private FakeCommandLog log = new FakeCommandLog();
    private String notice = "";
    private Map<String, Health> health = Map.of("sink", Health.ready("well"));
    private PrometheusRegistry metrics = new PrometheusRegistry();

    ServedModel(ReadModel model) {
        this.model = model;
        this.stream = new ChangeStream(ApiFixture.words(model), Clock.systemUTC());
        this.customers = ApiFixture.customers(model);
    }

    ServedModel stream(ChangeStream it) {
        stream = it;
        return this;
    }

    ServedModel customers(CustomerViews it) {
        customers = it;
        return this;
    }

    ServedModel log(FakeCommandLog it) {
        log = it;
        return this;
    }

    ServedModel notice(String it) {
        notice = it;
        return this;
    }

    ServedModel health(Map<String, Health> it) {
        health = it;
        return this;
    }

    ServedModel metrics(PrometheusRegistry it) {
        metrics = it;
        return this;
    }

    WebServer start(WebAccess access) {
        return start(access, ClientConnections.of(access));
    }

    WebServer start(WebAccess access, ClientConnections visitors) {
        var entrance = new AccessControl(access, System::nanoTime);
        var site = new Routes(
                new Api(model, ApiFixture.words(model), Clock.systemUTC(), notice),
                customers,
                ApiFixture.writes(model, log),
                stream,
                new StaticFiles(),
                entrance,
                visitors,
                () -> health,
                metrics);
        return WebServer.start(access, site, visitors, List.of(entrance::reload), stream::heartbeat);
    }
}
