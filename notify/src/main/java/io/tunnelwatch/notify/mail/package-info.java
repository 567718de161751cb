/**
 * Mail: settings of a mail server, and the sender that speaks SMTP to it. The text of mails belongs to the receivers' languages,
 * not here.
 */
@NullMarked
package io.tunnelwatch.notify.mail;

import org.jspecify.annotations.NullMarked;
