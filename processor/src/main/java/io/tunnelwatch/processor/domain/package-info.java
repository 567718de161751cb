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
 *                (Quiet) ───────────▶ Pending ─────────────────────▶ Firing ◀─┐ bad again,
 *                  ▲                    │ good, or unseen              │ good │ or unseen
 *                  ├────────────────────┘                             ▼      │
 *                  └──────────────── good for long enough ───────── Clearing ┘
 *
 *   one observation
 *                Detector                                 is it new? nearly always nothing else is to be done
 *                    ▼
 *                TargetDetector ──┬─ FreshnessDetector    can the target be scanned?
 *                                 ├─ ConnectionDetector   what changed? (transitions, at once)
 *                                 ├─ GatewayCorrelator    what is the one cause of many?       ┐
 *                                 ├─ ColdStartSummary     what did the first scan find bad?    ├ at the end of a scan
 *                                 └─ ConnectionAlerts     which alerts fire or resolve now?    ┘
 *                                        ▼
 *                                    GroupAlerts          the alerts of the two before it
 *                                    AlertStepRecorder    every step, with its texts
 * </pre>
 *
 * <p>A snapshot only moves the alerts of its connection. They fire and resolve at the end of a complete scan, causes before
 * consequences. Four things publish at once: the end of a connection or facet, a diagnosis, the retirement of the target, and
 * anything that changes whether the target can be scanned ({@code TargetStale}, and the inhibition that follows).
 */
@NullMarked
package io.tunnelwatch.processor.domain;

import org.jspecify.annotations.NullMarked;
