package io.tunnelwatch.processor.domain;

/** What the world is told. */
public sealed interface Event permits Transition, AlertStep {}
