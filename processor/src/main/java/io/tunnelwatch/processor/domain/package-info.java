/**
 * The detector: {@code (state, observation, rules) → decision}, and nothing else. No Kafka, no Avro, no clock, no chance: the
 * same observations give the same decisions on any machine.
 *
 * <pre>
 *   Observation ──▶ Detector ──▶ Decision ─┬─ next state of the target and of the connections touched
 *                     ▲                     ├─ events: Transition, AlertStep
 *   TargetState ──────┤                     └─ a named Verdict for each thing decided, silence included
 *   Memory (views) ───┤
 *   Rules ────────────┘
 *
 *   life of an alert          bad                 bad for long enough
 *              (quiet) ───────────▶ Pending ─────────────────────▶ Firing ◀─┐ bad again
 *                 ▲                    │ good, or out of sight        │ good │
 *                 ├────────────────────┘                             ▼      │
 *                 └──────────────── good for long enough ───────── Clearing ┘
 * </pre>
 */
@NullMarked
package io.tunnelwatch.processor.domain;

import org.jspecify.annotations.NullMarked;
