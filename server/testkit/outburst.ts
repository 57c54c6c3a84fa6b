// Loaded before the real server (`node --import`): at SIGUSR2 something goes wrong where nobody waits for it. OUTBURST=exception|rejection
import { isMainThread } from "node:worker_threads";

export const hasOutbursts: URL = new URL(import.meta.url);

if (isMainThread && process.env["OUTBURST"] !== undefined)
  process.on("SIGUSR2", () => {
    const error = new TypeError("a defect that nobody waits for");
    if (process.env["OUTBURST"] === "rejection") void Promise.reject(error);
    else
      setImmediate(() => {
        throw error;
      });
  });
