/**
 * Sources of the access key: settings, or the standard chain of Alibaba Cloud's tools. A key is never printed, and is read
 * again when its file changes.
 */
@NullMarked
package io.tunnelwatch.ingest.credentials;

import org.jspecify.annotations.NullMarked;
