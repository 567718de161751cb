@NullMarked
package io.tunnelwatch.notify.mail;

import org.jspecify.annotations.NullMarked;
