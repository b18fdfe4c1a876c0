/**
 * Who may call an operation: a server key, a person or token of at least a role, any of them, or everybody. `scraper`: a viewer, or
 * whoever is on the machine of a Lanekeeper that listens on loopback alone.
 */
export const AUTH_MODES = ["public", "any", "scraper", "server", "viewer", "operator", "admin"] as const;
export type AuthMode = (typeof AUTH_MODES)[number];
