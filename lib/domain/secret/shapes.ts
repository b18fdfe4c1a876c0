/** Where a word may begin: `task-runner` does not hold an `sk-` key, but an escaped line break or `%3D` may stand before one. */
const WORD = String.raw`(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))`;

/**
 * Credentials known by how they begin; lengths are loose, since some grew over the years. Whatever stands before a further
 * part is bounded, so that no text makes the search quadratic.
 */
const PREFIXED = [
  "gh[pousr]_[A-Za-z0-9._-]{20,}",
  "github_pat_[A-Za-z0-9_]{20,}",
  "gl(?:pat|rt|dt|cbt|ptt|ft|imt|oas|ffct|soat|agent)-[A-Za-z0-9_-]{16,}",
  "(?:sk|rk|pk|pss)_(?:live|test)_[A-Za-z0-9]{8,}",
  "whsec_[A-Za-z0-9+/=]{16,}",
  "sk-(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{20,}",
  "xox[abcdeoprs]-[A-Za-z0-9%-]{10,}",
  "xapp-[0-9]-[A-Za-z0-9-]{10,}",
  "pat-(?:[a-z]{2}[0-9]-)?[0-9a-f]{8}-[0-9a-f-]{20,}",
  "pat[A-Za-z0-9]{14}\\.[0-9a-f]{40,}",
  "AIza[A-Za-z0-9_-]{30,}",
  "ya29\\.[A-Za-z0-9_-]{20,}",
  "1//0[A-Za-z0-9_-]{20,}",
  "GOCSPX-[A-Za-z0-9_-]{20,}",
  "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
  "shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{24,}",
  "do[por]_v1_[a-f0-9]{40,}",
  "hf_[A-Za-z0-9]{24,}",
  "gsk_[A-Za-z0-9]{32,}",
  "r8_[A-Za-z0-9]{30,}",
  "npm_[A-Za-z0-9]{24,}",
  "pypi-AgE[A-Za-z0-9_-]{30,}",
  "rubygems_[a-f0-9]{40,}",
  "dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}",
  "SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,}",
  "xkeysib-[a-f0-9]{40,}",
  "(?<![_-])key-[0-9a-f]{32}",
  "[0-9a-f]{32}-us[0-9]{1,2}(?![A-Za-z0-9-])",
  "(?:secret|ntn)_[A-Za-z0-9]{30,}",
  "lin_(?:api|oauth)_[A-Za-z0-9]{20,}",
  "AT[AC]TT[A-Za-z0-9_=-]{20,}",
  "ATBB[A-Za-z0-9]{28,}",
  "figd_[A-Za-z0-9_-]{30,}",
  "PMAK-[a-f0-9]{24}-[a-f0-9]{20,}",
  "CFPAT-[A-Za-z0-9_-]{30,}",
  "dapi[0-9a-f]{32}",
  "hv[sbr]\\.[A-Za-z0-9_-]{20,}",
  "dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9_.-]{30,}",
  "pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{30,}",
  "sbp_[a-f0-9]{40}",
  "sb_secret_[A-Za-z0-9_-]{20,}",
  "EAA[B-Z][A-Za-z0-9]{24,}",
  "EAAA(?!A)[A-Za-z0-9_-]{40,}",
  "sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
  "NRAK-[A-Z0-9]{20,}",
  "gl(?:sa|c)_[A-Za-z0-9+/=]{24,}",
  "sntry[su]_[A-Za-z0-9+/=_-]{40,}",
  "tskey-[a-z]+-[A-Za-z0-9-]{16,}",
  "bk(?:ua|aj)_[a-f0-9]{40}",
  "CCIP(?:AT|RJ)_[A-Za-z0-9_]{30,}",
  "pul-[0-9a-f]{40}",
  "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{40,}",
  "AGE-SECRET-KEY-1[A-Z0-9]{50,}",
  "[0-9]{8,10}:AA[A-Za-z0-9_-]{32,}",
  "lk_(?:srv|api)_[A-Za-z0-9]+_[A-Za-z0-9_-]{16,}",
  "eyJ[A-Za-z0-9_-]{8,999}\\.(?:eyJ[A-Za-z0-9_-]{8,}\\.|[A-Za-z0-9_-]{0,999}\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{22})",
];

/** A credential by the words around it. Prose such as `Basic understanding` is told from it by a digit or a change of case. */
const IN_CONTEXT = [
  "-----BEGIN [A-Z ]*PRIVATE KEY-----",
  "\\b[Bb](?:earer|EARER) +(?![a-z_]+=[\"'a-z])(?=[A-Za-z._~+/=-]{0,64}(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9._~+/=-]{16,}",
  "\\b[Bb](?:asic|ASIC) +(?=[A-Za-z+/]{0,64}(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9+/]{16,}={0,2}(?:$|[^A-Za-z0-9+/=])",
  "://[^/?#\\s:@]*:[^/?#\\s@]+@",
  "hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]{20,}",
  "discord(?:app)?\\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{30,}",
  "(?:access_token|refresh_token|id_token|client_secret|api[_-]?key|password|[?&]sig)[\"']?\\s*[:=]\\s*[\"']?(?=[^\\s\"'&,;]{0,64}[0-9])[^\\s\"'&,;<[*]{16,}",
];

/** Shapes of credentials that providers hand out. */
export const SECRET_SHAPES = new RegExp(`${WORD}(?:${PREFIXED.join("|")})|${IN_CONTEXT.join("|")}`);

/** No shape is met by a text shorter than this, but for an address with a password, which holds `URL_SECRET`. */
export const SHORTEST_SECRET = 15;
export const URL_SECRET = "://";
