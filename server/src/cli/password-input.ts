// Passwords of commands: from standard input or typed without echo. Never an argument: arguments are in the process list and in the
// shell's history.
import type { Readable } from "node:stream";
import { CannotStart } from "./data-folder.ts";

/** Longer input is no password of ours (0.4 §2.1: 1,024 code points). */
const mostBytes = 65_536;

/** What a command reads passwords from: the process, or a stand-in. */
export interface PasswordSource {
  readonly input: Readable & { isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly prompt: (text: string) => void;
}

/** @throws CannotStart when there is none, or when it was typed in two ways */
export async function readPassword(source: PasswordSource, fromStdin: boolean): Promise<string> {
  if (fromStdin) return firstLine(source.input);
  if (source.input.isTTY !== true) {
    throw new CannotStart(
      "There is no terminal to ask for the password. Try --password-stdin and a password on standard input",
    );
  }
  const first = await typed(source, "Password: ");
  if ((await typed(source, "Again: ")) !== first) {
    throw new CannotStart("The two passwords differ; nothing was changed. Try again");
  }
  return first;
}

/** Up to the first line end; whatever follows is ignored. */
async function firstLine(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > mostBytes || bytes.includes(10)) break;
  }
  const line = Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
  if (line === "")
    throw new CannotStart(
      "Standard input was empty. Try: printf '%s' \"$PASSWORD\" | natter … --password-stdin",
    );
  return line;
}

/** One line in raw mode, so that nothing of it is shown. */
function typed({ input, prompt }: PasswordSource, text: string): Promise<string> {
  prompt(text);
  input.setRawMode?.(true);
  input.setEncoding("utf8");
  input.resume();
  return new Promise((resolve, reject) => {
    let line: string[] = [];
    const end = (): void => {
      input.off("data", take);
      input.setRawMode?.(false);
      input.pause();
      prompt("\n");
    };
    const take = (chunk: string): void => {
      for (const key of chunk) {
        if (key === "\r" || key === "\n" || key === "\u0004") {
          end();
          return resolve(line.join(""));
        }
        if (key === "\u0003") {
          end();
          return reject(new CannotStart("Interrupted; nothing was changed"));
        }
        if (key === "\u007f" || key === "\b") line.pop();
        else if (key === "\u0015") line = [];
        else if (key >= " ") line.push(key);
      }
    };
    input.on("data", take);
  });
}
