/** How credentials begin, and enough of what follows to be one. */
const KNOWN =
  /(?:^|[^A-Za-z0-9])(?:gh[oprsu]_|github_pat_|glpat-|[prs]k[_-]|whsec_|xox[a-z]-|xapp-|pat-|shp[a-z]{2}_|eyJ[\w-]{8}|AKIA|ASIA|AIza|ya29\.|SG\.|hf_|npm_|do[op]_v1_|figd_|lin_[a-z]+_|ntn_|secret_|lk_[a-z]+_|bearer |basic )[\w.+/=-]{8,}/i;

/** Whether a text that should be a name or a number holds what begins as a known kind of credential. */
export function isCredentialLike(text: string): boolean {
  return KNOWN.test(text);
}
