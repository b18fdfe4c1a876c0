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
    // One file on each of two cores, where the default would leave one idle: most of them wait for clocks and other processes.
    maxWorkers: 2,
    testTimeout: 30_000,
    // Real processes, clocks and sockets share few cores with all other files: one that fails is tried once more, and the report says so.
    retry: 1,
    hookTimeout: 60_000,
    globalSetup: ["tests/support/global-setup.ts"],
  },
});
