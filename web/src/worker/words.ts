// What the page and its worker say to each other. Types only: the two share no code.

/** To the worker. */
export interface ShowNotification {
  readonly title: string;
  readonly body: string;
  /** a later one of the same topic takes its place */
  readonly topic: string;
}

/** To the page: the person chose a notification. */
export interface OpenTopic {
  readonly topic: string;
}
