import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/e2e/**", "tests/bench/**"],
    environment: "node",
    pool: "forks",
    env: {
      LANEKEEPER_LOG_LEVEL: "silent",
      NEXTAUTH_SECRET: "a secret that only tests share, 32 characters or more",
      LANEKEEPER_BOOTSTRAP_TOKEN: "a-bootstrap-token-of-tests",
    },
    fileParallelism: true,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ["tests/support/global-setup.ts"],
  },
});
