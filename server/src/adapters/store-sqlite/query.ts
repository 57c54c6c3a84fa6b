// Prepared statements with types on them. SQL is constant text and values are always bound (S-50).
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { Damaged } from "./seal.ts";

export type Value = SQLInputValue;

export interface Query<Row> {
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
}

/** `Row` is what the columns of `sql` hold; a column that can be NULL has `null` in its type. */
export function query<Row>(db: DatabaseSync, sql: string): Query<Row> {
  const statement = db.prepare(sql);
  return {
    get: (...values) => fitting(() => statement.get(...values)) as Row | undefined,
    all: (...values) => fitting(() => statement.all(...values)) as Row[],
  };
}

/** No number of ours passes 2^53: one that does is a damaged one. */
function fitting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError)
      throw new Damaged("a row holds an impossible number", undefined, { cause: error });
    throw error;
  }
}

/** As `query`, with each row as an array of its columns: a third faster, for rows that are read by the thousand. */
export function tuples<Row extends readonly unknown[]>(
  db: DatabaseSync,
  sql: string,
): Pick<Query<Row>, "all"> {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return { all: (...values) => fitting(() => statement.all(...values)) as unknown as Row[] };
}

/**
 * A statement without rows. Not by `run`: that turns the last row id into a number, which throws for message ids above 2^53
 * (topics from 2^21 on), even when the statement at hand is another one.
 */
export function command(db: DatabaseSync, sql: string): (...values: Value[]) => void {
  const statement = db.prepare(sql);
  return (...values) => {
    statement.get(...values);
  };
}

/** SQL of a bound limit. A bare parameter there makes SQLite parse and plan the statement anew at every call, for its value. */
export function limitTo(parameter: string): string {
  return `LIMIT ${parameter} + 0`;
}
