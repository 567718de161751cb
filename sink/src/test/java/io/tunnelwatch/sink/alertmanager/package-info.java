@NullMarked
package io.tunnelwatch.sink.alertmanager;

import org.jspecify.annotations.NullMarked;
