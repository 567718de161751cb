package io.tunnelwatch.notify.receiver;

import java.net.URI;

/** A link below a message; its address is the operator's, and not the cloud's. */
record Link(String text, URI address) {}
