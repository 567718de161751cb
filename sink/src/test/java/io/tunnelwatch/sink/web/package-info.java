@NullMarked
package io.tunnelwatch.sink.web;

import org.jspecify.annotations.NullMarked;
