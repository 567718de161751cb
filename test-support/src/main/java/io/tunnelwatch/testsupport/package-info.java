/**
 * Fakes and fixtures that the tests of several modules share. The package knows no other package of Tunnelwatch, so that the
 * tests of every module can use it. A fake that needs the classes of a module stays beside the tests of that module. Nothing
 * here is shipped: the modules depend on it with the scope of tests.
 */
@NullMarked
package io.tunnelwatch.testsupport;

import org.jspecify.annotations.NullMarked;
