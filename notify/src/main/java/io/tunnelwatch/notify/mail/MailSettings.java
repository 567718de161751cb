package io.tunnelwatch.notify.mail;

import io.tunnelwatch.runtime.PrintableText;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The mail server, and who writes to whom.
 *
 * @param login the user and password for the server; not without encryption
 * @param from address of the sender
 * @param to addresses of the receivers
 */
public record MailSettings(
        String host, int port, Encryption encryption, Optional<Login> login, String from, List<String> to) {

    /** The encryption of the connection. */
    public enum Encryption {
        /** By the command STARTTLS, without which nothing is sent; usually on port 587. */
        STARTTLS,
        /** From the first byte; usually on port 465. */
        TLS,
        /** Not at all: for a relay on the same machine. */
        NONE
    }

    /** A user of the mail server. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=…]";
        }
    }

    public MailSettings {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("nobody to send mail to");
        }
        address(from);
        to.forEach(MailSettings::address);
        if (encryption == Encryption.NONE && login.isPresent()) {
            throw new IllegalArgumentException("a password is not sent without encryption");
        }
    }

    /** Reads one address, strictly. */
    static InternetAddress address(String text) {
        try {
            var address = new InternetAddress(text, true);
            if (address.isGroup()
                    || !address.getAddress().contains("@")
                    || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("not a mail address: " + printable(text));
            }
            return address;
        } catch (AddressException e) {
            throw new IllegalArgumentException("not a mail address: " + printable(text), e);
        }
    }

    /** The part of the sender's address behind the sign at. */
    String domain() {
        String address = address(from).getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static String printable(String text) {
        return PrintableText.value(text);
    }
}
