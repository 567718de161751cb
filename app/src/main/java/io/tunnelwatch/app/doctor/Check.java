package io.tunnelwatch.app.doctor;

import java.util.List;
import java.util.function.Supplier;

/** A named look at one thing. It may block; the examination does not wait longer than its deadline. */
public record Check(String name, Supplier<List<Finding>> look) {}
