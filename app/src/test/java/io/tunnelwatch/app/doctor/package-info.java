@NullMarked
package io.tunnelwatch.app.doctor;

import org.jspecify.annotations.NullMarked;
