package io.tunnelwatch.notify.http;

import java.io.IOException;

/** A host has an address that no request may go to. */
final class AddressRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String message) {
        super(message);
    }
}
