// The contract of transports as tests: every adapter runs them against an echo that stands in for the runtime. No runner inside.
// A `Wire` is a client of the transport under test, a `TransportRig` a running transport with a clock that is moved by hand.
// Nothing here waits for time to pass: what is awaited is an event, or a round trip of another client.
import type { CloseName } from "../core/closes.ts";
import { closes } from "../core/closes.ts";
import type { Clock, Timer } from "./clock.ts";
import type { Accept, Connection, Frame, Receiver } from "./transport.ts";

export interface TransportSuite {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
  };
  /** start the transport with this accept */
  readonly start: (accept: Accept) => Promise<TransportRig>;
  /** how many packets make a long queue here */
  readonly many: number;
}

export interface TransportRig {
  /** a client whose first packet has arrived; `query` is added to the URL */
  connect(query?: string): Promise<Wire>;
  /** let pass the time after which a silent client is taken for dead */
  pass(): Promise<void>;
  stop(): Promise<void>;
}

export interface Wire {
  readonly greeting: string;
  /** false = refused, nothing done; the order of calls is the order of sending */
  send(text: string): Promise<boolean>;
  /** the next packet; rejects when the connection has ended */
  receive(): Promise<string>;
  /** resolves when the client hears of the end, to what it hears */
  ended(): Promise<string>;
  /** go away without a word */
  drop(): void;
}

/** A clock for tests. Wall clock and monotonic clock go together; timers run in `advance`. */
export class HandClock implements Clock {
  readonly #soon: (run: () => void) => void;
  readonly #timers = new Set<{ due: number; run: () => void }>();
  #now: number;

  /** @param soon what runs in a later turn of the event loop; it is not ours to fake */
  constructor(soon: (run: () => void) => void, now = 1_448_445_600_000) {
    this.#soon = soon;
    this.#now = now;
  }

  /** timers that are set */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const timer = { due: this.#now + ms, run };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  soon(run: () => void): void {
    this.#soon(run);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].reduce<{ due: number; run: () => void } | undefined>(
        (first, timer) =>
          timer.due <= end && (first === undefined || timer.due < first.due) ? timer : first,
        undefined,
      );
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
    this.#now = end;
  }
}

/** The runtime's end of one connection, in small: a queue each way, and an echo. */
export class Echo implements Receiver {
  readonly connection: Connection;
  readonly texts: string[] = [];
  binaries = 0;
  closings = 0;
  maxBytes = 32_768;
  /** messages that it has room for; the echo of each is sent at once */
  room = Number.POSITIVE_INFINITY;
  isEchoing = true;
  readonly queue: Frame[] = [];
  #waiting: { until: () => boolean; resolve: () => void }[] = [];

  constructor(connection: Connection, greeting: string) {
    this.connection = connection;
    this.push({ text: greeting });
  }

  received(text: string): boolean {
    this.texts.push(text);
    this.room--;
    if (this.isEchoing) this.push({ text: `echo ${text}` });
    this.#tell();
    return this.room > 0;
  }

  receivedBinary(): void {
    this.binaries++;
    this.push({ text: "binary" });
    this.#tell();
  }

  accepting(): boolean {
    return this.room > 0;
  }

  writable(): void {
    this.flush();
  }

  closed(): void {
    this.closings++;
    this.#tell();
  }

  push(...frames: Frame[]): void {
    for (const frame of frames) this.queue.push(frame);
    this.flush();
  }

  flush(): void {
    while (this.queue.length > 0 && this.connection.ready()) {
      const taken = this.connection.write(this.queue);
      if (taken < 1) throw new Error("a connection that is ready takes at least one frame");
      this.queue.splice(0, taken);
    }
    this.#tell();
  }

  /** Resolves when `holds` does; looked at after every event of this connection. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ until: holds, resolve });
    });
  }

  #tell(): void {
    const done = this.#waiting.filter((one) => one.until());
    this.#waiting = this.#waiting.filter((one) => !done.includes(one));
    for (const one of done) one.resolve();
  }
}

/** An accept that makes echoes, and remembers them in the order of arrival. */
export function createEchoes(): { accept: Accept; echoes: Echo[] } {
  const echoes: Echo[] = [];
  const accept: Accept = (connection, hello) => {
    const echo = new Echo(connection, JSON.stringify({ ctrl: { code: 201, params: hello } }));
    echoes.push(echo);
    return echo;
  };
  return { accept, echoes };
}

const unusual = [
  '{"pub":{"content":"\u2028\u2029\u0085\ufeff"}}',
  '"\ufeffstarts with a byte order mark"',
  '{"emoji":"\u{1f469}\u200d\u{1f680}","escaped":"\\ud800\\u0000"}',
  '{"big":123456789012345678901234567890,"negative zero":-0,"far":1e400}',
  "not JSON at all, and not the transport's business",
  " \t\r\n ",
  "x".repeat(126),
  "x".repeat(125),
  "\u00e9".repeat(16_000),
];

export function transportSuite({ test, assert, start, many }: TransportSuite): void {
  const check = (name: string, run: (rig: TransportRig, echoes: Echo[]) => Promise<void>): void => {
    test(name, async () => {
      const { accept, echoes } = createEchoes();
      const rig = await start(accept);
      try {
        await run(rig, echoes);
      } finally {
        await rig.stop();
      }
    });
  };
  const pair = async (rig: TransportRig, echoes: Echo[]): Promise<{ wire: Wire; echo: Echo }> => {
    const wire = await rig.connect();
    const echo = echoes.at(-1);
    if (echo === undefined) throw new Error("connected without a session");
    return { wire, echo };
  };
  /** When this is over, whatever was on its way before it was looked at. */
  const roundTrip = async (rig: TransportRig): Promise<void> => {
    const wire = await rig.connect();
    await wire.send("round trip");
    assert.equal(await wire.receive(), "echo round trip");
  };
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `{"n":${n}}`);
  const receive = async (wire: Wire, count: number): Promise<string[]> => {
    const packets: string[] = [];
    // oxlint-disable-next-line no-await-in-loop
    while (packets.length < count) packets.push(await wire.receive());
    return packets;
  };

  check("the greeting comes first, and the id of the URL reaches the runtime", async (rig) => {
    const plain = JSON.parse((await rig.connect()).greeting);
    assert.equal(plain.ctrl.code, 201);
    assert.equal(plain.ctrl.params.id, undefined);
    const named = JSON.parse((await rig.connect("id=a%22b%2Bc")).greeting);
    assert.equal(named.ctrl.params.id, 'a"b+c');
  });

  check("thousands of messages arrive in the order sent, and so do the answers", async (rig, echoes) => {
    const { wire, echo } = await pair(rig, echoes);
    const texts = numbered(many);
    const sent = texts.map((text) => wire.send(text));
    assert.deepEqual(
      await receive(wire, many),
      texts.map((text) => `echo ${text}`),
    );
    assert.ok((await Promise.all(sent)).every(Boolean));
    assert.deepEqual(echo.texts, texts);
  });

  check("many connections do not mix", async (rig, echoes) => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => rig.connect()));
    assert.equal(echoes.length, 50);
    const answers = wires.map(async (wire, n) => {
      const texts = numbered(20).map((text) => `${n} ${text}`);
      for (const text of texts) void wire.send(text);
      assert.deepEqual(
        await receive(wire, 20),
        texts.map((text) => `echo ${text}`),
      );
    });
    await Promise.all(answers);
  });

  check("texts pass unchanged", async (rig, echoes) => {
    const { wire, echo } = await pair(rig, echoes);
    for (const text of unusual) {
      // oxlint-disable-next-line no-await-in-loop
      assert.ok(await wire.send(text), text);
      // oxlint-disable-next-line no-await-in-loop
      assert.equal(await wire.receive(), `echo ${text}`);
    }
    assert.deepEqual(echo.texts, unusual);
  });

  check("reading stops when the input is full, and goes on in order", async (rig, echoes) => {
    const { wire, echo } = await pair(rig, echoes);
    echo.room = 3;
    const texts = numbered(40);
    const sent = texts.map((text) => wire.send(text));
    await echo.until(() => echo.texts.length === 3);
    await roundTrip(rig);
    assert.equal(echo.texts.length, 3);
    const taken = await Promise.all(sent);
    for (let step = 0; step < 3; step++) {
      echo.room = 2;
      echo.connection.resume();
    }
    echo.room = Number.POSITIVE_INFINITY;
    echo.connection.resume();
    for (const [n, text] of texts.entries()) if (taken[n] === false) void wire.send(text);
    await echo.until(() => echo.texts.length === texts.length);
    assert.deepEqual(echo.texts, texts);
  });

  check("a reader that stops is not written to without bound, and misses nothing", async (rig, echoes) => {
    const { wire, echo } = await pair(rig, echoes);
    const bodies = numbered(many).map((text) => text + "x".repeat(4_000));
    echo.push(...bodies.map((text) => ({ text })));
    assert.ok(echo.queue.length > 0, "everything was taken at once");
    assert.ok(!echo.connection.ready(), "still ready");
    assert.deepEqual(await receive(wire, many), bodies);
    await echo.until(() => echo.queue.length === 0);
  });

  check("one frame serves many connections", async (rig, echoes) => {
    const wires = await Promise.all(Array.from({ length: 20 }, () => rig.connect()));
    const frame: Frame = { text: '{"data":{"content":"for all \u00e4\u{1f600}"}}' };
    for (const echo of echoes) echo.push(frame);
    const first = frame.prepared;
    for (const echo of echoes) echo.push(frame);
    assert.equal(frame.prepared, first, "framed twice");
    const got = await Promise.all(wires.map((wire) => receive(wire, 2)));
    for (const packets of got) assert.deepEqual(packets, [frame.text, frame.text]);
  });

  check(
    "a message of the largest size passes, a byte more does not reach the runtime",
    async (rig, echoes) => {
      const { wire, echo } = await pair(rig, echoes);
      echo.maxBytes = 1_000;
      const largest = "\u00e9".repeat(499) + "xx";
      assert.ok(await wire.send(largest));
      assert.equal(await wire.receive(), `echo ${largest}`);
      const end = wire.ended();
      const refused = await Promise.race([wire.send(`${largest}x`), end.then(() => false)]);
      await roundTrip(rig);
      assert.deepEqual(echo.texts, [largest]);
      assert.ok(!refused || echo.closings === 1, "neither refused nor closed");
    },
  );

  for (const reason of Object.keys(closes) as CloseName[]) {
    check(`closing with "${reason}" reaches the client and is final`, async (rig, echoes) => {
      const { wire, echo } = await pair(rig, echoes);
      const end = wire.ended();
      echo.connection.close(reason);
      assert.ok((await end).length > 0);
      echo.connection.close(reason);
      assert.ok(!echo.connection.ready());
      assert.equal(echo.connection.write([{ text: "late" }]), 0);
      assert.equal(await wire.send("late"), false);
      await rig.pass();
      assert.deepEqual(echo.texts, []);
      assert.equal(echo.closings, 0, "the runtime was told what it did itself");
    });
  }

  check("a client that goes without a word is noticed once", async (rig, echoes) => {
    const { wire, echo } = await pair(rig, echoes);
    assert.ok(await wire.send("a"));
    await wire.receive();
    wire.drop();
    await roundTrip(rig);
    await rig.pass();
    await echo.until(() => echo.closings > 0);
    await rig.pass();
    assert.equal(echo.closings, 1);
    assert.ok(!echo.connection.ready());
    assert.equal(echo.connection.write([{ text: "late" }]), 0);
    echo.connection.resume();
    echo.connection.close("drain");
  });

  test("a connection may be closed while it is being accepted", async () => {
    const echoes: Echo[] = [];
    const rig = await start((connection) => {
      connection.close("flood");
      const echo = new Echo(connection, "too late");
      echoes.push(echo);
      return echo;
    });
    try {
      const outcome = await rig.connect().then(
        () => "connected",
        () => "refused",
      );
      assert.equal(outcome, "refused");
      assert.equal(echoes[0]?.queue.length, 1);
      assert.equal(echoes[0]?.closings, 0);
    } finally {
      await rig.stop();
    }
  });
}
