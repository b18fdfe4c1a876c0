import type pg from "pg";
import { arrayLiteral } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** What a connection is to keep a statement parsed and planned as; undefined where it is to forget it. */
export type NameOfStatement = (text: string) => string | undefined;

/** A pool or a connection as SQL. */
export const sqlOn = (client: pg.Pool | pg.PoolClient, nameOf: NameOfStatement = () => undefined): Sql => ({
  async query<Row>(text: string, params: readonly unknown[] = []) {
    const name = nameOf(text);
    const values = params.map((param) => (Array.isArray(param) ? (arrayLiteral(param) ?? param) : param));
    return (await client.query({ text, values, ...(name === undefined ? {} : { name }) })).rows as Row[];
  },
});

const statementNames = new Map<string, string>();

/** One name for each text, in this process. */
export function nameOfStatement(text: string): string {
  const name = statementNames.get(text) ?? `lk_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}
