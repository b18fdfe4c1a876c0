/** What the SDK's reason codes mean to a person. */
const SENTENCES: Readonly<Record<string, string>> = {
  past_known_expiry: "its known end has passed",
  worked_before: "refused although it worked before and should still live",
  too_new: "refused moments after it was issued",
  malformed_token: "the provider cannot read it",
  suspended: "the installation was suspended",
  installation_deleted: "the installation was deleted",
  auth_lockout: "the provider locks the account out for a while",
  sso_required: "single sign-on has to be authorised first",
  user_permission: "the user behind it lost the permission",
  policy: "a policy of the provider forbids it",
  policy_ip_allowlist: "the provider refuses calls from this address",
  mfa_required: "the provider asks for a second factor",
  quota_billing: "the account has nothing left to spend, or a plan without this",
  account_inactive: "the account behind it was closed or suspended",
  several_causes: "the provider's code does not tell whether it is the credential",
  clock_skew: "the server's clock is wrong",
  rotated_outside: "rotated outside Lanekeeper",
  store_unreachable: "the store cannot be reached",
  store_empty: "the store holds no credential",
  token_endpoint_unreachable: "the token endpoint cannot be reached",
};

const CODE = /^[a-z]+(_[a-z0-9]+)+$/;

/** A reason as people read it: a known code becomes a clause, another code becomes words, a sentence stays as it is. */
export function inWords(reason: string | null): string | null {
  if (reason === null) return null;
  if (Object.hasOwn(SENTENCES, reason)) return SENTENCES[reason] ?? reason;
  return CODE.test(reason) ? reason.replaceAll("_", " ") : reason;
}
