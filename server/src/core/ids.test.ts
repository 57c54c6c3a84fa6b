import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import * as ids from "./ids.ts";
import type { TopicName, UserId } from "./ids.ts";

const anyBytes = fc.uint8Array({ maxLength: 64 });
const anyUser = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map((number) => ids.userId(littleEndian(number)));
const anyPair = fc.tuple(anyUser, anyUser).filter(([a, b]) => a !== b);

function littleEndian(number: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number, true);
  return bytes;
}

function numberOf(user: UserId): bigint {
  return Buffer.from(user.slice(3), "base64url").readBigUInt64LE();
}

function user(text: string): UserId {
  const id = ids.parseUserId(text);
  assert.ok(id, text);
  return id;
}

suite("base64-URL", () => {
  test("agrees with the platform, both ways", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = ids.bytesToBase64Url(bytes);
        assert.equal(text, Buffer.from(bytes).toString("base64url"));
        assert.deepEqual(ids.base64UrlToBytes(text), bytes);
      }),
    );
  });

  test("has one spelling: what can be read is what would be written", () => {
    const nearMiss = fc.string({ unit: fc.constantFrom(..."ABab09-_=+/ é".split("")), maxLength: 12 });
    fc.assert(
      fc.property(nearMiss, (text) => {
        const bytes = ids.base64UrlToBytes(text);
        if (bytes !== undefined) assert.equal(ids.bytesToBase64Url(bytes), text);
      }),
      { numRuns: 2000 },
    );
  });

  for (const text of ["A", "AAAAA", "AB", "AAB", "AA==", "A+", "A/", "AA ", "AÁ", "A\u0141"]) {
    test(`refuses ${JSON.stringify(text)}`, () => assert.equal(ids.base64UrlToBytes(text), undefined));
  }
});

suite("user ids", () => {
  test("are the little-endian bytes of the number", () => {
    assert.equal(ids.userId(littleEndian(1n)), "usrAQAAAAAAAAA");
    assert.equal(ids.userId(littleEndian(256n)), "usrAAEAAAAAAAA");
    assert.equal(ids.userId(littleEndian(2n ** 64n - 1n)), "usr__________8");
  });

  test("what userId makes, parseUserId takes", () => {
    fc.assert(fc.property(anyUser, (id) => assert.equal(ids.parseUserId(id), id)));
  });

  test("zero and other lengths than 8 bytes are the caller's mistake", () => {
    assert.throws(() => ids.userId(new Uint8Array(8)), RangeError);
    assert.throws(() => ids.userId(new Uint8Array(7)), RangeError);
    assert.throws(() => ids.userId(new Uint8Array(9)), RangeError);
  });

  const refused = {
    empty: "",
    "without prefix": "Oj0B3-gSBSs",
    "zero, which is no user": "usrAAAAAAAAAAA",
    "too short": "usrOj0B3-gSBS",
    "too long": "usrOj0B3-gSBSsA",
    "junk in the spare bits": "usrOj0B3-gSBSt",
    "standard alphabet": "usrOj0B3+gSBSs",
    padded: "usrOj0B3-gSBSs=",
    "other case of the prefix": "USROj0B3-gSBSs",
    "line feed at the end": "usrOj0B3-gSBSs\n",
  };
  for (const [what, text] of Object.entries(refused)) {
    test(`refused: ${what}`, () => assert.equal(ids.parseUserId(text), undefined));
  }
});

suite("p2p names", () => {
  // spec: 0.4 §5.1
  const vectors = [
    ["usrOj0B3-gSBSs", "usrIU_LOVwRNsc", "p2pOj0B3-gSBSshT8s5XBE2xw"],
    ["usr2il9suCbuko", "usrpuD9ihTr_fs", "p2p2il9suCbukqm4P2KFOv9-w"],
    ["usrpx8jR3_EtDk", "usr_hyPZc_c0CA", "p2p_hyPZc_c0CCnHyNHf8S0OQ"],
    ["usrAQAAAAAAAAA", "usrAAEAAAAAAAA", "p2pAQAAAAAAAAAAAQAAAAAAAA"],
  ] as const;
  for (const [a, b, name] of vectors) {
    test(name, () => {
      assert.equal(ids.p2pName(user(a), user(b)), name);
      assert.equal(ids.p2pName(user(b), user(a)), name);
      assert.equal(ids.parseP2pName(name)?.topic, name);
      assert.deepEqual(new Set(ids.p2pUsers(name as TopicName)), new Set([a, b]));
    });
  }

  test("the lower number comes first, and the name gives both users back", () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const topic = ids.p2pName(a, b);
        const [low, high] = ids.p2pUsers(topic);
        assert.ok(numberOf(low) < numberOf(high));
        assert.equal(ids.p2pName(high, low), topic);
        assert.equal(ids.peerOf(topic, a), b);
        assert.equal(ids.peerOf(topic, b), a);
      }),
    );
  });

  test("nobody but the two has a peer there", () => {
    const topic = "p2pAQAAAAAAAAAAAQAAAAAAAA" as TopicName;
    assert.equal(ids.peerOf(topic, user("usrOj0B3-gSBSs")), undefined);
    assert.equal(ids.peerOf("grpAAAAAAAAAAAA" as TopicName, user("usrOj0B3-gSBSs")), undefined);
  });

  test("a user has no p2p topic with itself, other kinds have no two users", () => {
    assert.throws(() => ids.p2pName(user("usrOj0B3-gSBSs"), user("usrOj0B3-gSBSs")), RangeError);
    assert.throws(() => ids.p2pUsers("grpAAAAAAAAAAAA" as TopicName), RangeError);
  });

  const refused = {
    "ids in the wrong order": "p2pAAEAAAAAAAABAAAAAAAAAA",
    "equal ids": "p2pAQAAAAAAAAABAAAAAAAAAA",
    "a zero id": "p2pAAAAAAAAAAAAAQAAAAAAAA",
    "junk in the spare bits": "p2pAQAAAAAAAAAAAQAAAAAAAB",
    "too short": "p2pAQAAAAAAAAAAAQAAAAAAA",
    "too long": "p2pAQAAAAAAAAAAAQAAAAAAAAA",
    "a group": "grpAQAAAAAAAAAAAQAAAAAAAA",
    "standard alphabet": "p2pOj0B3+gSBSshT8s5XBE2xw",
  };
  for (const [what, text] of Object.entries(refused)) {
    test(`refused: ${what}`, () => assert.equal(ids.parseP2pName(text), undefined));
  }
});

suite("groups, me, tenants", () => {
  test("a group name is 9 bytes in 12 characters", () => {
    assert.equal(ids.groupName(new Uint8Array(9).fill(255)), "grp____________");
    assert.throws(() => ids.groupName(new Uint8Array(8)), RangeError);
  });

  test("group names of other lengths are accepted up to 64 characters", () => {
    for (const text of ["grpA", "grp-_09azAZ", `grp${"x".repeat(64)}`]) {
      assert.equal(ids.parseGroupName(text), text);
    }
    for (const text of ["", "grp", "grp.", "grpA=", "GRPA", "grpA\n", "usrA", `grp${"x".repeat(65)}`]) {
      assert.equal(ids.parseGroupName(text), undefined);
    }
  });

  test("the me topic belongs to its user", () => {
    fc.assert(fc.property(anyUser, (id) => assert.equal(ids.meOwner(ids.meTopic(id)), id)));
    assert.throws(() => ids.meOwner("grpAAAAAAAAAAAA" as TopicName), RangeError);
  });

  test("the name tells the kind", () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        assert.equal(ids.kindOf(ids.meTopic(a)), "me");
        assert.equal(ids.kindOf(ids.p2pName(a, b)), "p2p");
        assert.equal(ids.kindOf(ids.groupName(new Uint8Array(9))), "grp");
      }),
    );
  });

  test("a tenant is a positive integer", () => {
    assert.equal(ids.tenant(1), 1);
    for (const number of [0, -1, 1.5, Number.NaN]) assert.throws(() => ids.tenant(number), RangeError);
  });
});
