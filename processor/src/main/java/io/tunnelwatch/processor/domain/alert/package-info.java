/**
 * The life of one alert: its rule, its state, what moves it, when it flaps, and whether a step must be published. The steps and
 * their texts are in {@code domain}. This package does not know what other alerts do.
 */
@NullMarked
package io.tunnelwatch.processor.domain.alert;

import org.jspecify.annotations.NullMarked;
