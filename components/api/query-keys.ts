/** First parts of every React Query key, so that the live stream knows what to read again. */
export const queryKeys = {
  session: ["session"],
  summary: ["summary"],
  lanes: ["lanes"],
  lane: (id: string) => ["lane", id],
  timeline: (id: string) => ["timeline", id],
  commands: ["commands"],
  command: (id: string) => ["command", id],
  alerts: ["alerts"],
  alert: (id: string) => ["alert", id],
  servers: ["servers"],
  server: (id: string) => ["server", id],
  audit: ["audit"],
} as const;
