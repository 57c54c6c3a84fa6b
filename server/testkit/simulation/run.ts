// As many seeds as one likes, by hand: node server/testkit/simulation/run.ts [how many] [the first]. With one seed it prints every event.
import { simulate } from "./simulation.ts";

const [many = "100", first = "1"] = process.argv.slice(2);
const [count, from] = [Number(many), Number(first)];
const began = performance.now();
let broken = 0;
for (let seed = from; seed < from + count; seed++) {
  const trace = count === 1 ? { trace: (line: string) => console.log(line) } : {};
  const { violation } = await simulate({ seed, ...trace });
  if (violation === undefined) continue;
  broken++;
  console.log(`seed ${seed}: ${violation}`);
}
const seconds = (performance.now() - began) / 1_000;
console.log(`${count} seeds from ${from} in ${seconds.toFixed(1)} s, ${broken} with a broken promise`);
process.exitCode = broken === 0 ? 0 : 1;
