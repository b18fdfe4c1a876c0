import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode } from "../rules.ts";
import { LIMITED, NO_CREDENTIAL, USER_PERMISSION } from "../verdicts.ts";

export const clickup: ProviderRules = {
  names: ["clickup"],
  rule: byCode(
    [byWordsThenHistory, "OAUTH_018 OAUTH_019 OAUTH_020 OAUTH_021 OAUTH_025 OAUTH_077"],
    [NO_CREDENTIAL, "OAUTH_017"],
    [USER_PERMISSION, "OAUTH_023 OAUTH_026 OAUTH_027 OAUTH_029 ACCESS_083 TEAM_017"],
    [LIMITED, "APP_002"],
  ),
};
