package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Figures ONE = new Figures(
            100_000, 40_000, 20_000, 10_000, 5_000, 7, 2, 3, 9_000, 4_000, 1, new PlannedFigures(11, 13, 17, 19, 23));

    private static final Figures OTHER = new Figures(
            1_000_000,
            300_000,
            200_000,
            100_000,
            50_000,
            70,
            20,
            30,
            90_000,
            40_000,
            10,
            new PlannedFigures(110, 130, 170, 190, 230));

    @Test
    void shouldAddEachFigureToItsOwn() {
        assertThat(ONE.plus(OTHER))
                .isEqualTo(new Figures(
                        1_100_000,
                        340_000,
                        220_000,
                        110_000,
                        55_000,
                        77,
                        22,
                        33,
                        99_000,
                        44_000,
                        11,
                        new PlannedFigures(121, 143, 187, 209, 253)));
    }

    @Test
    void shouldDivideByWhatIsKnown() {
        assertThat(ONE.unknownMillis()).isEqualTo(25_000);
        assertThat(ONE.availability()).hasValue(40.0 / 70);
        assertThat(ONE.reachability()).hasValue(60.0 / 70);
        assertThat(ONE.coverage()).isEqualTo(0.75);
        assertThat(ONE.availabilityOutsidePlanned()).hasValue((40_000.0 - 17) / (70_000 - 59));
    }

    @Test
    void shouldGiveMeansInSeconds() {
        assertThat(ONE.repairSeconds()).hasValue(3);
        assertThat(ONE.betweenFailuresSeconds()).hasValue(30);
        assertThat(ONE.detectSeconds()).hasValue(2);
    }

    @Test
    void shouldGiveNoFigureOfNothing() {
        assertThat(Figures.NONE.availability()).isEmpty();
        assertThat(Figures.NONE.reachability()).isEmpty();
        assertThat(Figures.NONE.availabilityOutsidePlanned()).isEmpty();
        assertThat(Figures.NONE.coverage()).isZero();
        assertThat(Figures.NONE.repairSeconds()).isEmpty();
        assertThat(Figures.NONE.betweenFailuresSeconds()).isEmpty();
        assertThat(Figures.NONE.detectSeconds()).isEmpty();
    }
}
