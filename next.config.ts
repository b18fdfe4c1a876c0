import type { NextConfig } from "next";

const EVERYWHERE = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  // Browsers heed it over https only, so a plain loopback address is not affected.
  { key: "Strict-Transport-Security", value: "max-age=31536000" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run check` type-checks; a start that has to build first should not wait for it.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ["@node-rs/argon2", "@prisma/adapter-pg", "pg", "pino"],
  async headers() {
    return [
      { source: "/:path*", headers: EVERYWHERE },
      { source: "/downloads/:file(.*\\.tgz)", headers: [{ key: "Content-Type", value: "application/gzip" }] },
      // Pages get theirs, with a nonce, from proxy.ts; an API answer may load nothing at all.
      {
        source: "/api/:path*",
        headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
      },
    ];
  },
};

export default config;
