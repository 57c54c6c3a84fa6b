// `npm run docs`: writes the tables of the manual that are made from the code into their pages. Says which pages changed.
import { writeFileSync } from "node:fs";
import { fill, readPages, root } from "../server/testkit/docs/pages.ts";
import { makeTables } from "../server/testkit/docs/tables.ts";

const tables = await makeTables();
const changed = readPages().filter(({ path, text }) => {
  const filled = fill(text, tables);
  if (filled !== text) writeFileSync(new URL(path, root), filled);
  return filled !== text;
});
for (const { path } of changed) console.log(`wrote ${path}`);
if (changed.length === 0) console.log("every table is up to date");
