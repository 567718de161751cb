package io.tunnelwatch.processor.domain;

/** An event to publish. */
public sealed interface Event permits Transition, AlertStep {}
