// Some people who talk with each other, so that every screen has something to show: long names and words, text from right to left,
// pictures, requests of each kind, a group that one may only read, and one that one is banned from.
import { Client } from "natter-client";
import { apiKey } from "../../clients/js/test/real-server.ts";
import { until } from "../../clients/js/test/people.ts";
import { face, landscape } from "./drawing.ts";
import type { Color } from "./drawing.ts";

export const password = "a kettle for everybody";

type Citizen = Client & { readonly user: string };

/** Names on the wire of what the screens show. */
export interface Town {
  readonly club: string;
  readonly hike: string;
  readonly readOnly: string;
  readonly banned: string;
  readonly waiting: string;
  readonly jonas: string;
  readonly lex: string;
  readonly stranger: string;
}

export class Builder {
  readonly #url: string;
  readonly #people: Client[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** The account is the first name in small letters. */
  async citizen(fn: string, colors?: readonly [Color, Color]): Promise<Citizen> {
    const client = new Client({ url: this.#url, apiKey });
    this.#people.push(client);
    const name = fn.split(" ")[0]?.toLowerCase() ?? "";
    const card = { fn, ...(colors && { photo: face(...colors) }) };
    const tags = [...fn.toLowerCase().split(" "), "reading"];
    await client.createAccount({ name, password, public: card, tags });
    await client.logIn({ name, password });
    await until(client.me, ({ isFresh }) => isFresh);
    return client as Citizen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#people.map((one) => one.stop()));
  }
}

const open = { auth: "RWP", anon: "N" };
const ask = { auth: "N", anon: "N" };

/** Seen by Mara. */
export async function build(builder: Builder): Promise<Town> {
  const mara = await builder.citizen("Mara Lindqvist", [
    [214, 92, 120],
    [246, 184, 104],
  ]);
  const jonas = await builder.citizen("Jonas Weber", [
    [40, 90, 160],
    [120, 200, 220],
  ]);
  const [amelie, noor, lex, tomas] = await Promise.all([
    builder.citizen("Amélie Fontaine"),
    builder.citizen("نور حداد"),
    builder.citizen("Aleksandra Konstantinopolskaya-Wojciechowska"),
    builder.citizen("Tomás Rivera"),
  ]);

  const club = await mara.createGroup({
    public: { fn: "Book club" },
    defaultAccess: ask,
    bearer: { mode: "RWP" },
  });
  const token = (await club.describe()).bearer?.token ?? "";
  for (const one of [jonas, amelie, noor]) await one.joinByLink(club.name, token);
  const said: readonly (readonly [Citizen, unknown])[] = [
    [amelie, "Has everybody finished “The Wall” by Thursday?"],
    [amelie, "I have three questions already, and I am only at chapter four."],
    [jonas, "Nearly. The lake again this year?"],
    [jonas, pictureOf("From last summer")],
    [noor, "سأحضر الشاي والتمر، هل يناسبكم الساعة السابعة؟"],
    [
      mara,
      "Seven is good. I bring the blanket and Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau.",
    ],
    [amelie, "Lovely!"],
    [
      jonas,
      "The way there: https://example.org/maps/lake/north-shore?from=station&via=old-mill-bridge#parking",
    ],
  ];
  for (const [who, what] of said) await who.topic(club.name).publish(what);

  const hike = await mara.createGroup({
    public: { fn: "Bergwanderung am verlängerten Wochenende – Planung und Fahrgemeinschaften" },
    defaultAccess: ask,
    tags: ["hike", "mountains", "weekend"],
  });
  await hike.invite(jonas.user, "RWPS");
  await jonas.topic(hike.name).accept();
  await hike.invite(lex.user, "RWP");
  await hike.publish("Who drives?");
  await tomas
    .topic(hike.name)
    .open({ mode: "RWP", info: "Jonas told me about it. I have a car with four seats!" });

  const choir = await amelie.createGroup({ public: { fn: "Old choir" }, defaultAccess: open });
  await mara.topic(choir.name).open();
  await choir.publish("Rehearsal on Monday");
  const news = await amelie.createGroup({ public: { fn: "House notices" }, defaultAccess: open });
  await mara.topic(news.name).open();
  await news.publish("The water is off on Tuesday from nine to eleven.");
  const allotment = await amelie.createGroup({ public: { fn: "Allotment" }, defaultAccess: ask });
  await mara.topic(allotment.name).open();
  const jazz = await jonas.createGroup({ public: { fn: "Jazz trio" }, defaultAccess: ask });
  await jazz.invite(mara.user, "RWP", "We need a bass player");
  const chess = await jonas.createGroup({
    public: { fn: "Chess in the park" },
    defaultAccess: ask,
    tags: ["chess", "reading"],
  });

  await noor.topic(mara.user).publish("مرحبا مارا، هل قرأتِ الكتاب؟");
  await mara.topic(jonas.user).publish("Are you in on Saturday?");
  await jonas.topic(mara.user).publish("Yes! After the market, around eleven.");
  for (const text of ["Hello Mara, Jonas gave me your id.", "Rindfleischetikettierungsüberwachung".repeat(3)])
    await lex.topic(mara.user).publish(text);

  await mara.me.change({ defaultAccess: ask });
  const priya = await builder.citizen("Priya Raman");
  await priya.topic(mara.user).open({ mode: "RWP", info: "We met at the book fair" });
  await news.approve(mara.user, "RP");
  await choir.ban(mara.user);
  return {
    club: club.name,
    hike: hike.name,
    readOnly: news.name,
    banned: choir.name,
    waiting: allotment.name,
    jonas: jonas.user,
    lex: lex.user,
    stranger: chess.name,
  };
}

/** As the messenger sends it. */
function pictureOf(text: string): unknown {
  const [width, height] = [320, 200];
  const val = landscape(width, height).toString("base64");
  return {
    txt: ` ${text}`,
    fmt: [{ at: 0, len: 1, key: 0 }],
    ent: [{ tp: "IM", data: { mime: "image/png", val, width, height } }],
  };
}
