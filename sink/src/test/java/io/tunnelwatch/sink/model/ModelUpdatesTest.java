package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listeners are told of what they may want to see, and a tombstone takes back what its topic holds. */
class ModelUpdatesTest {
    private final SampleRecords records = new SampleRecords(Instant.now());
    private final ReadModel model = new ReadModel();
    private final List<String> told = new ArrayList<>();
    private final ModelUpdates updates = new ModelUpdates(model, (kind, what) -> told.add(kind));

    @Test
    void shouldTellOfEachKindOfChange() {
        updates.apply(Topics.CONNECTIONS.name(), "acct/region/vco-1", records.connection("vco-1"));
        updates.apply(Topics.ALERTS.name(), "a", records.alert("a"));
        updates.apply(Topics.OBSERVATIONS.name(), "acct/region", records.observation("region"));
        updates.apply(Topics.TARGETS.name(), "acct/region", records.target("region"));
        updates.apply(Topics.COMMANDS.name(), "c", records.command("c").build());
        updates.apply(Topics.NOTIFICATIONS.name(), "a", records.notice("a"));

        assertThat(told).containsExactly("connection", "alert", "target", "target", "command", "notice");
    }

    @Test
    void shouldNotTellOfARefusedCommand() {
        updates.apply(
                Topics.COMMANDS.name(),
                "c",
                records.command("c").setRefused("not allowed").build());

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTakeBackWhatTheTopicTakesBack() {
        updates.apply(Topics.CONNECTIONS.name(), "acct/region/vco-1", records.connection("vco-1"));
        updates.apply(Topics.ALERTS.name(), "a", records.alert("a"));
        updates.apply(Topics.TARGETS.name(), "acct/region", records.target("region"));
        updates.apply(Topics.COMMANDS.name(), "c", records.command("c").build());
        updates.apply(Topics.NOTIFICATIONS.name(), "a", records.notice("a"));

        updates.apply(Topics.HISTORY.name(), "acct/region", "");
        assertThat(model.target("acct", "region")).isPresent();
        assertThat(model.alert("a")).isPresent();
        updates.apply(Topics.CONNECTIONS.name(), "acct/region/vco-1", "");
        updates.apply(Topics.TARGETS.name(), "acct/region", "");
        updates.apply(Topics.ALERTS.name(), "a", "");
        updates.apply(Topics.COMMANDS.name(), "c", "");

        assertThat(model.connection("vco-1")).isEmpty();
        assertThat(model.target("acct", "region")).isEmpty();
        assertThat(model.alert("a")).isEmpty();
        assertThat(model.notices().decision("a")).isEmpty();
        assertThat(model.commands().find("c")).isEmpty();
    }
}
