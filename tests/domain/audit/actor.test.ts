import { expect, test } from "vitest";
import { type Actor, hasRole, SYSTEM } from "#lib/domain/audit/actor.ts";
import { ROLES } from "#lib/domain/vocabulary.ts";

const operator = (role: (typeof ROLES)[number]): Actor => ({
  kind: "operator",
  id: "1",
  name: "mara",
  role,
  auth: "password",
  address: null,
});
const token = (role: (typeof ROLES)[number]): Actor => ({
  kind: "token",
  id: "2",
  name: "ci",
  role,
  auth: "api_token",
  address: null,
});
const server: Actor = {
  kind: "server",
  id: "3",
  name: "github-tools",
  keyId: "k",
  keyKind: "service",
  auth: "server_key",
  address: null,
};

test.each(ROLES.flatMap((role, held) => ROLES.map((atLeast, asked) => [role, atLeast, held >= asked] as const)))(
  "a %s may do what a %s may: %s",
  (role, atLeast, may) => {
    expect(hasRole(operator(role), atLeast)).toBe(may);
    expect(hasRole(token(role), atLeast)).toBe(may);
  },
);
test.each(ROLES)("neither a server nor Lanekeeper itself is a %s", (role) => {
  expect(hasRole(server, role)).toBe(false);
  expect(hasRole(SYSTEM, role)).toBe(false);
});
