package io.tunnelwatch.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FileProblemTest {
    @Test
    void shouldGiveTheReasonOfTheSystemAndElseTheKind() {
        assertThat(FileProblem.of(new FileSystemException("/key", null, "No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(FileProblem.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(FileProblem.of(new AccessDeniedException("/key"))).isEqualTo("AccessDeniedException");
        assertThat(FileProblem.of(new IOException())).isEqualTo("IOException");
    }
}
