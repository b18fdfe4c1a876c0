const CODE = /^[a-z]+(_[a-z0-9]+)+$/;

/** A reason as people read it: a code such as `past_known_expiry` becomes words, a sentence stays as it is. */
export function inWords(reason: string | null): string | null {
  return reason !== null && CODE.test(reason) ? reason.replaceAll("_", " ") : reason;
}
