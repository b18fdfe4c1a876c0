/** Shapes of credentials that providers hand out; anchored loosely, since some grew longer over the years. */
const SHAPES = new RegExp(
  [
    "gh[pousr]_[A-Za-z0-9._-]{20,}",
    "github_pat_[A-Za-z0-9_]{20,}",
    "gl(?:pat|rt|dt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_-]{16,}",
    "(?:sk|rk|pk|pss)_(?:live|test)_[A-Za-z0-9]{8,}",
    "whsec_[A-Za-z0-9+/=]{16,}",
    "sk-(?:ant-|proj-|svcacct-|or-)?[A-Za-z0-9_-]{20,}",
    "xox[abeoprs]-[A-Za-z0-9-]{10,}",
    "xapp-[0-9]-[A-Za-z0-9-]{10,}",
    "pat-(?:[a-z]{2}[0-9]-)?[0-9a-f]{8}-[0-9a-f-]{20,}",
    "AIza[A-Za-z0-9_-]{30,}",
    "ya29\\.[A-Za-z0-9_-]{20,}",
    "1//0[A-Za-z0-9_-]{20,}",
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
    "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}",
    "dop_v1_[a-f0-9]{40,}",
    "hf_[A-Za-z0-9]{24,}",
    "npm_[A-Za-z0-9]{24,}",
    "pypi-[A-Za-z0-9_-]{30,}",
    "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}",
    "key-[0-9a-f]{32}",
    "(?:secret|ntn)_[A-Za-z0-9]{30,}",
    "lin_(?:api|oauth)_[A-Za-z0-9]{20,}",
    "ATATT[A-Za-z0-9_=-]{20,}",
    "dapi[0-9a-f]{32}",
    "hv[sbr]\\.[A-Za-z0-9_-]{20,}",
    "EAAC[A-Za-z0-9]{24,}",
    "sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
    "NRAK-[A-Z0-9]{20,}",
    "glsa_[A-Za-z0-9]{24,}",
    "lk_(?:srv|api)_[A-Za-z0-9]+_[A-Za-z0-9_-]{16,}",
    "eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.",
    "-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "[Bb]earer +[A-Za-z0-9._~+/=-]{16,}",
    "[Bb]asic +[A-Za-z0-9+/]{16,}={0,2}(?:$|[^A-Za-z0-9+/=])",
    "[a-z][a-z0-9+.-]*://[^/\\s:@]+:[^/\\s@]+@",
  ].join("|"),
);

/** Field names under which only a credential is written. */
const NAMES =
  /^(?:(?:x-)?api[-_]?key|(?:access|refresh|id|auth|bearer|session|api)[-_]?token|token|(?:client[-_]?)?secret|secret[-_]?key|password|passwd|passphrase|private[-_]?key|(?:proxy-)?authorization|(?:set-)?cookie|credential)$/i;

/** Whether a text holds something shaped like a credential. */
const looksLikeSecret = (text: string): boolean => SHAPES.test(text);

/**
 * Path of the first field that looks like a credential, e.g. `data.evidence.headers.authorization`; null where none does.
 * The value itself is never part of the answer.
 */
export function findSecret(value: unknown, path = ""): string | null {
  if (typeof value === "string") return looksLikeSecret(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const at = path === "" ? name : `${path}.${name}`;
    if (looksLikeSecret(name)) return path === "" ? "a field name" : `${path} (a field name)`;
    if (NAMES.test(name) && typeof member === "string" && member.length > 0) return at;
    const found = findSecret(member, at);
    if (found !== null) return found;
  }
  return null;
}
