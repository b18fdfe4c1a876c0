import { expect, test } from "vitest";
import { classifyAuthFailure } from "#lib/mcp/index.ts";
import { NOW } from "../support/table.ts";
import { FROM_ISSUES } from "./from-issues.ts";
import { FROM_REPOSITORIES } from "./from-repositories.ts";

[...FROM_ISSUES, ...FROM_REPOSITORIES].forEach(([provider, status, body, outcome, beside = {}], index) => {
  test(`${index}: ${provider} ${status}`, () => {
    const { headers = {}, knowledge, endpoint = "api" } = beside;
    const verdict = classifyAuthFailure({ provider, endpoint, status, headers, body }, { now: NOW, ...knowledge });
    expect(verdict?.outcome ?? null).toBe(outcome);
  });
});
