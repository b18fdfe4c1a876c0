import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import {
  EXPIRED_INFERRED,
  IP_POLICY,
  LIMITED_INFERRED,
  MALFORMED,
  NO_CREDENTIAL,
  SEVERAL_CAUSES,
  USER_PERMISSION,
} from "../verdicts.ts";

/** Both a bad token and a token from a forbidden address. */
const unauthorized: Rule = firstOf(
  byPhrase(
    [IP_POLICY, "from location"],
    [EXPIRED_INFERRED, "token is expired | token has expired"],
    [byWordsThenHistory, "invalid access token"],
  ),
  USER_PERMISSION,
);

/** Only refusals: the numbers mean other things elsewhere. 10000 is said of a bad token and of a missing permission alike. */
export const cloudflare: ProviderRules = {
  names: ["cloudflare"],
  rule: onStatus(
    [400, 401, 403, 429],
    firstOf(
      byPhrase([IP_POLICY, "from location"]),
      byCode(
        [byWordsThenHistory, 1000, 1001, 9103],
        [EXPIRED_INFERRED, 9300],
        [SEVERAL_CAUSES, 10000, 10001],
        [unauthorized, 9109],
        [MALFORMED, 6111, 6103, 6102],
        [NO_CREDENTIAL, 9106, 9107, 6100, 6101],
        [LIMITED_INFERRED, 971, 10429],
      ),
      byPhrase([MALFORMED, "invalid request headers"]),
    ),
  ),
};
