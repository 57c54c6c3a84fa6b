// The demo's people and what they said: values only. Whoever starts `natter --demo` logs in as one of them (alice : alice123).
// A talk is some bursts of lines; a burst begins so many hours before the start, its lines follow within minutes.

export const people = ["alice", "bob", "carol", "dave", "eve", "frank"] as const;
export type Person = (typeof people)[number];

/** Full names, what others see. */
export const fullNames: Readonly<Record<Person, string>> = {
  alice: "Alice Archer",
  bob: "Bob Bramble",
  carol: "Carol Clay",
  dave: "Dave Dunmore",
  eve: "Eve Elder",
  frank: "Frank Fenwick",
};

export interface Burst {
  readonly hoursAgo: number;
  readonly lines: readonly (readonly [who: Person, text: string])[];
}

export interface Talk {
  /** two people, or the members of a group, its owner first */
  readonly members: readonly Person[];
  readonly group?: { readonly name: string; readonly hasOwner: boolean };
  readonly bursts: readonly Burst[];
}

export const talks: readonly Talk[] = [
  {
    members: ["alice", "bob"],
    bursts: [
      {
        hoursAgo: 95,
        lines: [
          ["alice", "Is the canoe still in your shed?"],
          ["bob", "Behind the mower, yes. It has a new tenant though."],
          ["alice", "What kind of tenant?"],
          ["bob", "A hedgehog. He pays in slugs."],
        ],
      },
      {
        hoursAgo: 49,
        lines: [
          ["bob", "The hedgehog has moved out, you can have the canoe."],
          ["alice", "Saturday at nine? I bring the paddles."],
          ["bob", "And I bring coffee. Somebody has to do the real work."],
        ],
      },
      {
        hoursAgo: 3,
        lines: [
          ["alice", "Forecast says sun until four."],
          ["bob", "Then we are back by five, wet anyway."],
        ],
      },
    ],
  },
  {
    members: ["alice", "carol"],
    bursts: [
      {
        hoursAgo: 90,
        lines: [
          ["carol", "Your clay bowl survived the kiln. The other eleven did not."],
          ["alice", "Mine was the ugly one?"],
          ["carol", "It was the thick one. Thick survives."],
        ],
      },
      {
        hoursAgo: 26,
        lines: [
          ["alice", "Can I pick it up tomorrow after work?"],
          ["carol", "Door is open until seven, mind the cat."],
          ["alice", "I never mind the cat. The cat minds me."],
        ],
      },
    ],
  },
  {
    members: ["alice", "dave"],
    bursts: [
      {
        hoursAgo: 70,
        lines: [
          ["dave", "Do you remember how the bridge tune ends?"],
          ["alice", "Down to the D, then wait for two bars."],
          ["dave", "We never waited. That explains a lot."],
        ],
      },
      {
        hoursAgo: 12,
        lines: [
          ["alice", "Rehearsal moved to eight."],
          ["dave", "Good, I can sleep until half past seven."],
          ["alice", "You live half an hour away."],
          ["dave", "I sleep on the tram."],
        ],
      },
    ],
  },
  {
    members: ["alice", "eve"],
    bursts: [
      {
        hoursAgo: 61,
        lines: [
          ["eve", "I found your umbrella on the tram."],
          ["alice", "How do you know it is mine?"],
          ["eve", "It is the yellow one with your name on it in three places."],
          ["alice", "My mother is thorough."],
          ["eve", "Shall I keep it dry for you?"],
          ["alice", "That is the one thing it should manage by itself."],
        ],
      },
    ],
  },
  {
    members: ["alice", "frank"],
    bursts: [
      {
        hoursAgo: 44,
        lines: [
          ["frank", "Did the seeds come up?"],
          ["alice", "All of them, including some that I did not sow."],
          ["frank", "Those are weeds. Congratulations all the same."],
        ],
      },
      { hoursAgo: 20, lines: [["alice", "The weeds are taller than the beans now. I am proud of them."]] },
    ],
  },
  {
    members: ["bob", "dave"],
    bursts: [
      {
        hoursAgo: 80,
        lines: [
          ["bob", "The amplifier hums again."],
          ["dave", "In which key?"],
          ["bob", "B flat, a little sharp."],
          ["dave", "Leave it. It is better in tune than the piano."],
        ],
      },
      {
        hoursAgo: 8,
        lines: [
          ["dave", "Brought a new fuse, it is under the mat."],
          ["bob", "Found it. Silence at last. I miss the hum."],
        ],
      },
    ],
  },
  {
    members: ["bob", "eve"],
    bursts: [
      {
        hoursAgo: 54,
        lines: [
          ["eve", "Chess tonight?"],
          ["bob", "Only if I get the white pieces for once."],
          ["eve", "You had them last time and gave your queen away in nine moves."],
          ["bob", "It was a gift."],
          ["eve", "I still have it. Thank you."],
          ["bob", "Tonight I give you nothing. Seven o'clock."],
        ],
      },
      { hoursAgo: 6, lines: [["eve", "Your move. It has been your move for two days."]] },
    ],
  },
  {
    members: ["carol", "alice", "bob"],
    group: { name: "Kiln and coffee", hasOwner: true },
    bursts: [
      {
        hoursAgo: 92,
        lines: [
          ["carol", "Glaze firing is on Thursday, who has something on the shelf?"],
          ["alice", "Two cups and an accident."],
          ["bob", "One accident."],
          ["carol", "Accidents go to the lower shelf, please."],
          ["alice", "What about accidents that turned out well?"],
          ["carol", "Upper shelf, with a label and a story."],
        ],
      },
      {
        hoursAgo: 40,
        lines: [
          ["bob", "Who drank the last of the good coffee?"],
          ["carol", "The kiln log says: Bob, Tuesday, 16:20."],
          ["bob", "I regret asking."],
        ],
      },
      { hoursAgo: 2, lines: [["carol", "Kiln is at 900 degrees and climbing. Nobody opens it. Bob."]] },
    ],
  },
  {
    members: ["alice", "bob", "carol", "dave", "eve", "frank"],
    group: { name: "Sunday walk", hasOwner: true },
    bursts: [
      {
        hoursAgo: 88,
        lines: [
          ["alice", "Walk on Sunday: river or hill?"],
          ["dave", "River, I am not built for hills."],
          ["eve", "Hill. One can see the river from there."],
          ["frank", "Whatever ends at the bakery."],
          ["carol", "Both end at the bakery if Frank leads."],
        ],
      },
      {
        hoursAgo: 64,
        lines: [
          ["alice", "Hill it is: three to two, and one for pastry."],
          ["bob", "I bring the dog. The dog votes for the river."],
          ["alice", "The vote is closed."],
        ],
      },
      {
        hoursAgo: 30,
        lines: [
          ["frank", "The bakery has plum cake on Sunday, I asked."],
          ["eve", "Then the walk may be short."],
          ["carol", "Ten o'clock at the old gate?"],
          ["dave", "Ten. Which in my case is a quarter past."],
          ["frank", "The bakery opens at eleven, so walk slowly."],
          ["eve", "With Dave there is no other way."],
        ],
      },
      {
        hoursAgo: 1.5,
        lines: [
          ["alice", "See you at the gate. Good shoes, it rained."],
          ["frank", "Good appetite, it is plum."],
        ],
      },
    ],
  },
  {
    members: ["bob", "frank"],
    group: { name: "Shed repairs", hasOwner: false },
    bursts: [
      {
        hoursAgo: 76,
        lines: [
          ["frank", "Roof felt is bought, enough for one and a half sheds."],
          ["bob", "I have two thirds of a shed."],
          ["frank", "Then we have some left for the hedgehog."],
        ],
      },
      {
        hoursAgo: 33,
        lines: [
          ["bob", "Ladder is at Dave's, he says since spring."],
          ["frank", "He borrowed it to fetch the other ladder."],
          ["bob", "We own two ladders?"],
          ["frank", "Dave owns two ladders."],
        ],
      },
      {
        hoursAgo: 5,
        lines: [
          ["bob", "Dry at last. Roof on Monday?"],
          ["frank", "Monday. I come with nails and opinions."],
        ],
      },
    ],
  },
];
