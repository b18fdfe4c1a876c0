import { expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database.ts";
import { dumpSchema } from "#tests/support/dump-schema.ts";

it("the committed schema dump is what the migrations make", async () => {
  const dump = await dumpSchema(await createTestDatabase());
  await expect(dump).toMatchFileSnapshot("../../prisma/schema-dump.sql");
});
