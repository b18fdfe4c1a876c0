import type { Role } from "../domain/vocabulary.ts";
import type { ApiToken, Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";

export interface ApiTokenRow extends ApiToken {
  role: Role;
}

export async function findApiToken({ prisma }: Records, id: string): Promise<ApiTokenRow | null> {
  const row = await prisma.apiToken.findUnique({ where: { id } });
  return row && { ...row, role: row.role as Role };
}

export async function insertApiToken({ prisma }: Records, token: Prisma.ApiTokenCreateInput & { role: Role }): Promise<void> {
  await prisma.apiToken.create({ data: token });
}

export async function touchApiToken({ prisma }: Records, id: string, at: Date): Promise<void> {
  await prisma.apiToken.update({ where: { id }, data: { lastUsedAt: at }, select: { id: true } });
}
