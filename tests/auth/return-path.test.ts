import { expect, it } from "vitest";
import { safeReturnPath } from "#lib/auth/site.ts";

const BASE = "https://keeper.example.com";
const cases: [target: string | null, path: string][] = [
  ["/lanes/1?tab=calls#x", "/lanes/1?tab=calls#x"],
  [`${BASE}/alerts`, "/alerts"],
  [null, "/"],
  ["", "/"],
  ["https://evil.example/x", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/.//evil.example", "/evil.example"],
  ["javascript:alert(1)", "/"],
  ["https://keeper.example.com.evil.example", "/"],
  ["https://keeper.example.com@evil.example", "/"],
  ["http://[", "/"],
];

it.each(cases)("%s leads to %s", (target, path) => {
  expect(safeReturnPath(target, BASE)).toBe(path);
});
