/** For how long a mail belongs to the worker that took it. */
export const lease = 60_000;

/** For one try, from taking the mail to the server's answer; the rest is for noting how it went. */
export const patience = 45_000;
