// Loaded before the real server (`node --import`), in its main thread and in its writer thread: ends the process at one point on the way of
// a message, as a crash would. The server holds no line for it: the points are calls that it makes to the platform, watched from outside.
//   CRASH_AT=<point>   the message whose content holds the word of `boom` is the one
// On the main thread: after-parse (read and decided, not handed to the writer), before-ack, before-fan-out (the acknowledgement is written).
// In the writer thread: before-tx, after-insert, after-counter, after-commit. Within one transaction the counters are written last.
import { Socket } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { isMainThread, Worker } from "node:worker_threads";

/** Stands in the content of the message at which the process ends. */
export const boom = "boom-boom";

export const faultPoints = [
  "after-parse",
  "before-tx",
  "after-insert",
  "after-counter",
  "after-commit",
  "before-ack",
  "before-fan-out",
] as const;
export type FaultPoint = (typeof faultPoints)[number];

const wanted = process.env["CRASH_AT"];

function reach(point: FaultPoint): void {
  if (wanted === point) process.kill(process.pid, "SIGKILL");
  // the signal is delivered when the kernel likes: nothing more may happen here until then
  while (wanted === point);
}

/** Puts a watcher around a method that the platform's objects share. `watch` is given the method of that object, and the object. */
function around<A extends readonly unknown[], R>(
  prototype: object,
  name: string,
  watch: (call: (...args: A) => R, args: A, self: object) => R,
): void {
  const former = Reflect.get(prototype, name) as (...args: A) => R;
  Reflect.set(prototype, name, function watched(this: object, ...args: A): R {
    return watch((...given) => Reflect.apply(former, this, given) as R, args, this);
  });
}

function watchMainThread(): void {
  let isUnderWay = false;
  around<readonly unknown[], void>(Worker.prototype, "postMessage", (post, args) => {
    if (isAbout(args[0])) {
      isUnderWay = true;
      reach("after-parse");
    }
    post(...args);
  });
  let acknowledged: object | undefined;
  around<readonly unknown[], boolean>(Socket.prototype, "write", (write, args, socket) => {
    const text = isUnderWay && Buffer.isBuffer(args[0]) ? args[0].toString() : "";
    if (text.includes('"code":202')) {
      reach("before-ack");
      acknowledged = socket;
    }
    // the packets of one session leave together: that the acknowledgement has left is sure at the first packet of another session
    const isOther = acknowledged !== undefined && acknowledged !== socket;
    if (isOther && text.includes('{"data":')) reach("before-fan-out");
    return write(...args);
  });
}

function watchWriterThread(): void {
  let isUnderWay = false;
  let isInserted = false;
  // orders are texts
  around<readonly [string], unknown>(JSON, "parse", (parse, [text]) => {
    if (text.includes(boom)) isUnderWay = true;
    return parse(text);
  });
  around<readonly [string], object>(DatabaseSync.prototype, "prepare", (prepare, [sql]) => {
    const statement = prepare(sql);
    around<readonly unknown[], unknown>(statement, "get", (get, values) => {
      if (isUnderWay && sql.startsWith("BEGIN")) reach("before-tx");
      const row = get(...values);
      if (sql.startsWith("INSERT INTO messages ") && values.some(isAbout)) {
        isInserted = true;
        reach("after-insert");
      }
      if (isInserted && sql.startsWith("UPDATE counters")) reach("after-counter");
      if (isInserted && sql.startsWith("COMMIT")) reach("after-commit");
      return row;
    });
    return statement;
  });
}

function isAbout(value: unknown): boolean {
  const text = JSON.stringify(value, (_name, one: unknown) => (typeof one === "bigint" ? 0 : one));
  return text?.includes(boom) ?? false;
}

if (wanted !== undefined) {
  if (isMainThread) watchMainThread();
  else watchWriterThread();
}
