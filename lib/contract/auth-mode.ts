/** Who may call an operation: a server key, a person or token of at least a role, any of them, or everybody. */
export const AUTH_MODES = ["public", "any", "server", "viewer", "operator", "admin"] as const;
export type AuthMode = (typeof AUTH_MODES)[number];
