import type { Records } from "./records.ts";

export interface InstallationRow {
  fingerprintKeySealed: Uint8Array<ArrayBuffer>;
  createdAt: Date;
}

/** The one row about this installation, or null before the first start. */
export function readInstallationRow({ prisma }: Records): Promise<InstallationRow | null> {
  return prisma.installation.findUnique({ where: { id: 1 }, select: { fingerprintKeySealed: true, createdAt: true } });
}

/** Writes the row unless another process was first. */
export async function insertInstallation({ prisma }: Records, row: InstallationRow): Promise<void> {
  await prisma.installation.createMany({ data: { id: 1, ...row }, skipDuplicates: true });
}
