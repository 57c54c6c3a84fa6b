// One file out of the sources, minified: for pages without a build of their own, and to know what the bindings weigh.
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** @param {string} entry text of a module that imports from `./src` @param {"esm" | "iife"} format */
export async function bundle(entry, format) {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const id = `${here}bundled.ts`;
  const given = {
    name: "given",
    resolveId: (source) => (source === "bundled" ? id : undefined),
    load: (source) => (source === id ? entry : undefined),
  };
  const build = await rolldown({
    input: "bundled",
    cwd: here,
    plugins: [given],
    treeshake: true,
    tsconfig: false,
    // fields that a constructor sets need no second line
    transform: { target: "es2022", typescript: { removeClassFieldsWithoutInitializer: true } },
  });
  const { output } = await build.generate({
    format,
    minify: true,
    comments: { annotation: false },
    name: "natter",
    generatedCode: { symbols: false },
  });
  await build.close();
  return output[0].code;
}

/** Both entry points; in the script build under the one global name `natter`. */
export const everything = `export * from "./src/client.ts"; export * from "./src/wire.ts";`;
