// Checks of secrets. An adapter owns its own bounded queue: `hash` and `verify` never run on the event loop for long.
// Both throw Busy when the queue is full (the request is answered 503, nothing was done).

/** The queue of the scheme is full. */
export class Busy extends Error {
  override readonly name = "Busy";
}

export interface PasswordScheme {
  /** a PHC string for a new password, with a fresh salt */
  hash(password: string): Promise<string>;
  /** true when the password fits; `stored` undefined = no such account: a dummy is hashed, so that the time is the same, and the answer is false */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}
