const SERVER_KEY = /^lk_srv_([0-9a-f]{12})_([0-9a-f]{48})_([0-9a-f]{32})$/;
const API_TOKEN = /^lk_api_([0-9a-f]{12})_([0-9a-f]{48})$/;

/** Parts of a server key. `fingerprintKey` is, as the text it stands as, the HMAC-SHA-256 key of every fingerprint. */
export interface ServerKeyParts {
  id: string;
  secret: string;
  fingerprintKey: string;
}

/** Parts of `lk_srv_<id>_<secret>_<fingerprint key>`, or null where the text is not a server key. */
export function parseServerKey(text: string): ServerKeyParts | null {
  const [, id, secret, fingerprintKey] = SERVER_KEY.exec(text) ?? [];
  return id && secret && fingerprintKey ? { id, secret, fingerprintKey } : null;
}

/** Parts of `lk_api_<id>_<secret>`, or null where the text is not an API token. */
export function parseApiToken(text: string): { id: string; secret: string } | null {
  const [, id, secret] = API_TOKEN.exec(text) ?? [];
  return id && secret ? { id, secret } : null;
}

/** First characters of a server key, enough to recognise it. */
export const serverKeyHint = (id: string): string => `lk_srv_${id}_…`;
