/**
 * The detector: {@code (state, observation, rules) → decision}, and nothing else. No Kafka, no Avro, no clock, no randomness:
 * the same observations give the same decisions on any machine.
 *
 * <pre>
 *   Observation ──▶ Detector ──▶ Decision ─┬─ next state of the target and of the connections touched
 *                     ▲                     ├─ events: Transition, AlertStep
 *   TargetState ──────┤                     └─ a named Verdict for each thing decided, silence included
 *   DetectorState ────┤
 *   Rules ────────────┘
 *
 *   life of an alert          bad                 bad for long enough
 *                (Quiet) ───────────▶ Pending ─────────────────────▶ Firing ◀─┐ bad again
 *                  ▲                    │ good, or out of sight        │ good │
 *                  ├────────────────────┘                             ▼      │
 *                  └──────────────── good for long enough ───────── Clearing ┘
 *
 *   one observation
 *                TargetDetector ──┬─ FreshnessDetector    can it be seen?
 *                                 ├─ ConnectionDetector   what changed? (transitions, at once)
 *                                 ├─ GatewayCorrelator    what is the one cause of many?       ┐
 *                                 ├─ ColdStartSummary     what was bad before anyone looked?   ├ at the end of a scan
 *                                 └─ ConnectionAlerts     what should stand on the topic now?  ┘
 * </pre>
 *
 * <p>Snapshots move an alert at any time; only the end of a complete scan publishes, so that everything in the scan is judged
 * together, causes before consequences.
 */
@NullMarked
package io.tunnelwatch.processor.domain;

import org.jspecify.annotations.NullMarked;
