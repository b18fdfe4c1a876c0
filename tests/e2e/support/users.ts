import type { Role } from "#lib/domain/vocabulary.ts";

/** What every user of the journeys signs in with. */
export const PASSWORD = "a password that only journeys share";

export const emailOf = (role: Role): string => `${role}@journeys.example`;
