package io.tunnelwatch.notify.mail;

import io.tunnelwatch.notify.receiver.SendOutcome;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * A call of a mail server that failed, wholly or for some receivers.
 *
 * @param served addresses that have the message all the same
 * @param refused addresses that the server does not take mail for, now or ever
 * @param codes the server's answers with which it refused, such as 450 or 550
 */
record SmtpFailure(Set<String> served, Set<String> refused, List<Integer> codes, boolean isLogin) {
    static final SmtpFailure UNREACHABLE = new SmtpFailure(Set.of(), Set.of(), List.of(), false);

    static SmtpFailure of(MessagingException failed) {
        var served = new TreeSet<String>();
        var refused = new TreeSet<String>();
        var codes = new ArrayList<Integer>();
        boolean isLogin = false;
        for (Exception it = failed; it instanceof MessagingException e; it = e.getNextException()) {
            isLogin |= e instanceof AuthenticationFailedException;
            if (e instanceof SMTPAddressFailedException address) {
                codes.add(address.getReturnCode());
                refused.add(address.getAddress().getAddress());
            } else if (e instanceof SMTPSenderFailedException sender) {
                codes.add(sender.getReturnCode());
            } else if (e instanceof SMTPSendFailedException send && send.getReturnCode() >= 400) {
                codes.add(send.getReturnCode());
            }
            if (e instanceof SendFailedException send && send.getValidSentAddresses() != null) {
                for (Address address : send.getValidSentAddresses()) {
                    served.add(((InternetAddress) address).getAddress());
                }
            }
        }
        return new SmtpFailure(served, refused, codes, isLogin);
    }

    /** The outcome for the message; its text quotes nothing of the server's, who may repeat what it was told. */
    SendOutcome outcome(boolean somebodyHasIt) {
        if (isLogin) {
            // A password may be renewed, or a server be busy: the operator is told when the retries end.
            return SendOutcome.retry("the mail server refuses the login");
        }
        if (codes.isEmpty()) {
            return SendOutcome.retry("no mail server answers, or not as its certificate and encryption should");
        }
        String why = "SMTP " + codes.get(0);
        if (codes.stream().anyMatch(it -> it < 500)) {
            return SendOutcome.retry(why);
        }
        return somebodyHasIt ? SendOutcome.DELIVERED : new SendOutcome.Refused(why);
    }
}
