@NullMarked
package io.tunnelwatch.notify.http;

import org.jspecify.annotations.NullMarked;
