import { asRecords, asText } from "../fields.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { onStatus } from "../rules.ts";
import { scopeVerdict } from "../verdicts.ts";

/** A missing scope is a missing field of the token: `activity:read_permission`. */
export const strava: ProviderRules = {
  names: ["strava"],
  rule: onStatus([401, 403], (answer) => {
    const missing = asRecords(answer.body.errors).find(
      ({ code, field }) => code === "missing" && /_permission$/.test(asText(field)),
    );
    return missing && scopeVerdict(answer, "inferred", undefined, [asText(missing.field).replace(/_permission$/, "")]);
  }),
};
