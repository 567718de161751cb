@NullMarked
package io.tunnelwatch.runtime.files;

import org.jspecify.annotations.NullMarked;
