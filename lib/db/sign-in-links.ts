import type { Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";

const usableAt = (at: Date) => ({ usedAt: null, expiresAt: { gt: at } }) satisfies Prisma.SignInLinkWhereInput;

export async function insertLink(
  { prisma }: Records,
  link: { tokenHash: Uint8Array<ArrayBuffer>; userId: string; expiresAt: Date; createdAt: Date },
): Promise<void> {
  await prisma.signInLink.create({ data: link });
}

/** Uses the link up and names its user; null where it is unknown, used or too old. One statement, so that of two at once one wins. */
export async function consumeLink({ prisma }: Records, tokenHash: Uint8Array<ArrayBuffer>, at: Date): Promise<string | null> {
  const [link] = await prisma.signInLink.updateManyAndReturn({
    where: { tokenHash, ...usableAt(at) },
    data: { usedAt: at },
    select: { userId: true },
  });
  return link?.userId ?? null;
}

/** Ends every unused link of a user. */
export async function expireLinks({ prisma }: Records, userId: string, at: Date): Promise<void> {
  await prisma.signInLink.updateMany({ where: { userId, ...usableAt(at) }, data: { expiresAt: at } });
}
