@NullMarked
package io.tunnelwatch.processor.domain.alert;

import org.jspecify.annotations.NullMarked;
