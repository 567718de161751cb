package io.tunnelwatch.app.running;

/** The form of the log. */
public enum LogFormat {
    /** Lines for a person. */
    TEXT,
    /** One JSON object a line, for a collector of logs. */
    JSON
}
