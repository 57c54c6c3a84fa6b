// The part of the platform's service worker that this one uses. The library of the compiler for workers cannot be had beside that for pages.

export interface WorkerEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

export interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

export interface MessageEventOfWorker<D> extends WorkerEvent {
  readonly data: D;
}

export interface NotificationEvent extends WorkerEvent {
  readonly notification: Notification;
}

interface WindowClient {
  readonly focused: boolean;
  focus(): Promise<unknown>;
  postMessage(word: unknown): void;
}

export interface Worker {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { readonly type: "window" }): Promise<readonly WindowClient[]>;
    openWindow(address: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  // one listener for one kind of event, whose type follows from it
  addEventListener<E extends Event>(kind: string, listener: (event: E) => void): void;
}
