/** Shaped like a key that an installation mints; nothing accepts it. */
export const SERVER_KEY = `lk_srv_${"a1".repeat(6)}_${"b2".repeat(24)}_${"c3".repeat(16)}`;
