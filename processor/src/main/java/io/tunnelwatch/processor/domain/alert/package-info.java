/**
 * The life of one alert: its rule, its state, what moves it, when it flaps, and what is published of it. It does not know what
 * other alerts do.
 */
@NullMarked
package io.tunnelwatch.processor.domain.alert;

import org.jspecify.annotations.NullMarked;
