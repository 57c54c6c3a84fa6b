// What a transcript expects of a packet, and the comparison. Everything written must be there, and nothing else: members that are not
// written must be absent, but for the two that every packet of a kind has: `ts` (checked for its form) and the `text` of {ctrl}.
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export type Pattern =
  | { readonly is: "value"; readonly value: JsonValue }
  | { readonly is: "any" }
  | { readonly is: "time" }
  | { readonly is: "absent" }
  /** may be there or not; not written, but stands for what need not be written */
  | { readonly is: "free" }
  | { readonly is: "variable"; readonly name: string }
  | { readonly is: "object"; readonly members: ReadonlyMap<string, Pattern>; readonly open: boolean }
  | {
      readonly is: "array";
      readonly items: readonly Pattern[];
      readonly open: boolean;
      readonly anyOrder: boolean;
    };

/** What `$name` stands for so far. */
export type Bindings = ReadonlyMap<string, JsonValue>;

/** The bindings afterwards, or the first difference with the path to it. */
export type Match = { readonly bindings: Bindings } | { readonly differs: string };

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function isTime(value: JsonValue | undefined): boolean {
  return typeof value === "string" && time.test(value) && !Number.isNaN(Date.parse(value));
}

/** Compare one server packet with what is expected of it. */
export function matchPacket(pattern: Pattern, packet: JsonValue, bindings: Bindings): Match {
  const wrong = misshapen(packet);
  if (wrong !== undefined) return { differs: wrong };
  return match(relaxed(pattern), packet, bindings, "");
}

/** What no packet of this protocol may be, whatever a transcript says (0.4 §3). */
export function misshapen(packet: JsonValue): string | undefined {
  if (!isObject(packet)) return "a packet is an object";
  const [kind, ...more] = Object.keys(packet);
  const body = kind === undefined ? undefined : packet[kind];
  if (kind === undefined || more.length > 0 || !isObject(body))
    return "a packet has exactly one of ctrl, data, meta, pres";
  if (kind === "pres") return "ts" in body || "id" in body ? "pres has neither ts nor id" : undefined;
  if (!["ctrl", "data", "meta"].includes(kind)) return `"${kind}" is no message of the server`;
  if (!isTime(body["ts"])) return `${kind}.ts is no UTC time with milliseconds`;
  if (kind === "data" && "id" in body) return "data has no id";
  if (kind === "ctrl" && (typeof body["text"] !== "string" || body["text"] === ""))
    return "ctrl.text is missing";
  return undefined;
}

/** `ts` and `text` need not be written, and of a refusal the name that it echoes and what it says to developers (`params`). */
function relaxed(pattern: Pattern): Pattern {
  if (pattern.is !== "object") return pattern;
  const members = new Map<string, Pattern>();
  for (const [kind, body] of pattern.members) {
    if (body.is !== "object") return pattern;
    const filled = new Map(body.members);
    if (kind !== "pres" && !filled.has("ts")) filled.set("ts", { is: "any" });
    if (kind === "ctrl" && !filled.has("text")) filled.set("text", { is: "any" });
    if (isRefusal(kind, filled)) {
      for (const free of ["topic", "params"]) if (!filled.has(free)) filled.set(free, { is: "free" });
    }
    members.set(kind, { ...body, members: filled });
  }
  return { ...pattern, members };
}

function isRefusal(kind: string, members: ReadonlyMap<string, Pattern>): boolean {
  const code = members.get("code");
  return kind === "ctrl" && code?.is === "value" && Number(code.value) >= 400;
}

export function match(
  pattern: Pattern,
  value: JsonValue | undefined,
  bindings: Bindings,
  path: string,
): Match {
  if (pattern.is === "absent")
    return value === undefined ? { bindings } : differ(path, "should be absent", value);
  if (pattern.is === "free") return { bindings };
  if (value === undefined) return { differs: `${path || "packet"} is missing` };
  switch (pattern.is) {
    case "any":
      return { bindings };
    case "time":
      return isTime(value) ? { bindings } : differ(path, "should be a time", value);
    case "value":
      return same(pattern.value, value)
        ? { bindings }
        : differ(path, `should be ${JSON.stringify(pattern.value)}`, value);
    case "variable":
      return matchVariable(pattern.name, value, bindings, path);
    case "object":
      return matchObject(pattern, value, bindings, path);
    case "array":
      return matchArray(pattern, value, bindings, path);
  }
}

function matchVariable(name: string, value: JsonValue, bindings: Bindings, path: string): Match {
  const bound = bindings.get(name);
  if (bound === undefined) return { bindings: new Map(bindings).set(name, value) };
  return same(bound, value)
    ? { bindings }
    : differ(path, `should be ${name} = ${JSON.stringify(bound)}`, value);
}

function matchObject(
  pattern: Pattern & { is: "object" },
  value: JsonValue,
  bindings: Bindings,
  path: string,
): Match {
  if (!isObject(value)) return differ(path, "should be an object", value);
  let known = bindings;
  for (const [key, inner] of pattern.members) {
    const matched = match(inner, value[key], known, path === "" ? key : `${path}.${key}`);
    if ("differs" in matched) return matched;
    known = matched.bindings;
  }
  const extra = Object.keys(value).find((key) => !pattern.members.has(key));
  if (extra !== undefined && !pattern.open) {
    return differ(path === "" ? extra : `${path}.${extra}`, "should be absent", value[extra] ?? null);
  }
  return { bindings: known };
}

function matchArray(
  pattern: Pattern & { is: "array" },
  value: JsonValue,
  bindings: Bindings,
  path: string,
): Match {
  if (!isArray(value)) return differ(path, "should be an array", value);
  if (value.length < pattern.items.length || (!pattern.open && value.length > pattern.items.length)) {
    return differ(path, `should have ${pattern.items.length} elements`, value);
  }
  if (pattern.anyOrder) return matchAnyOrder(pattern.items, value, bindings, path, match);
  let known = bindings;
  for (const [index, item] of pattern.items.entries()) {
    const matched = match(item, value[index], known, `${path}[${index}]`);
    if ("differs" in matched) return matched;
    known = matched.bindings;
  }
  return { bindings: known };
}

/** Find for every pattern a value of its own. */
export function matchAnyOrder(
  patterns: readonly Pattern[],
  values: readonly JsonValue[],
  bindings: Bindings,
  path: string,
  compare: (pattern: Pattern, value: JsonValue, bindings: Bindings, path: string) => Match,
): Match {
  const [first, ...rest] = patterns;
  if (first === undefined) return { bindings };
  let nearest = `${path} has no element for ${render(first, bindings)}`;
  for (const [index, value] of values.entries()) {
    const matched = compare(first, value, bindings, path);
    if ("differs" in matched) {
      if (values.length === 1) nearest = matched.differs;
      continue;
    }
    const others = matchAnyOrder(rest, values.toSpliced(index, 1), matched.bindings, path, compare);
    if ("bindings" in others) return others;
    nearest = others.differs;
  }
  return { differs: nearest };
}

/** The JSON text to send; throws when something is left open. */
export function toJson(pattern: Pattern, bindings: Bindings): string {
  switch (pattern.is) {
    case "value":
      return JSON.stringify(pattern.value);
    case "object": {
      const members = [...pattern.members].map(
        ([key, inner]) => `${JSON.stringify(key)}:${toJson(inner, bindings)}`,
      );
      return `{${members.join(",")}}`;
    }
    case "array":
      return `[${pattern.items.map((item) => toJson(item, bindings)).join(",")}]`;
    case "variable": {
      const bound = bindings.get(pattern.name);
      if (bound === undefined) throw new Error(`${pattern.name} is not known yet`);
      return JSON.stringify(bound);
    }
    default:
      throw new Error(`"${pattern.is}" cannot be sent`);
  }
}

/** For messages: the pattern in one line with what is known filled in. */
export function render(pattern: Pattern, bindings: Bindings): string {
  switch (pattern.is) {
    case "value":
      return JSON.stringify(pattern.value);
    case "any":
      return "*";
    case "time":
      return "@";
    case "absent":
      return "-";
    case "free":
      return "";
    case "variable": {
      const bound = bindings.get(pattern.name);
      return bound === undefined ? pattern.name : JSON.stringify(bound);
    }
    case "object": {
      const members = [...pattern.members].map(([key, inner]) => `${key}:${render(inner, bindings)}`);
      return `{${[...members, ...(pattern.open ? ["..."] : [])].join(" ")}}`;
    }
    case "array": {
      const items = pattern.items.map((item) => render(item, bindings));
      return `${pattern.anyOrder ? "~" : ""}[${[...items, ...(pattern.open ? ["..."] : [])].join(" ")}]`;
    }
  }
}

function same(a: JsonValue, b: JsonValue): boolean {
  if (isArray(a))
    return isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index] ?? null));
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && same(a[key] ?? null, b[key] ?? null))
  );
}

function differ(path: string, wanted: string, got: JsonValue): Match {
  return { differs: `${path || "packet"} ${wanted}, but is ${JSON.stringify(got)}` };
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
