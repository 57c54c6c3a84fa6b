#!/usr/bin/env node
// The first file of the program. What the engine makes of the code is kept beside the code, where nobody else can write; a start that
// finds it there takes half the time. Where the folder cannot be written (a read-only installation) it goes without.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const { directory } = enableCompileCache(fileURLToPath(new URL("../../.cache/code", import.meta.url)));
// for the threads
if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= directory;

await import("./natter.ts");
