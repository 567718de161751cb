package io.tunnelwatch.notify.receiver;

import java.util.Optional;

/**
 * A message as mail.
 *
 * @param id its Message-ID, always the same for the same notices, so that a mail server can drop a repeat
 * @param thread Message-ID of the root of its thread, which is never sent itself; empty for a digest
 * @param subject one line without control characters
 * @param urgent whether it tells of something critical
 */
public record Email(String id, Optional<String> thread, String subject, String plain, String html, boolean urgent) {}
