@NullMarked
package io.tunnelwatch.processor.domain;

import org.jspecify.annotations.NullMarked;
