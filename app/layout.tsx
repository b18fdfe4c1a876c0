import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, THEME_COOKIE, type Theme } from "#components/shell/theme.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Lanekeeper", template: "%s · Lanekeeper" },
  description: "The control plane for the credentials that MCP servers hold.",
  icons: { icon: "/icons/ok.svg" },
  robots: { index: false, follow: false },
};

const PAGE_COLOUR = { light: "#ffffff", dark: "#0b0e14" } as const;

const readTheme = async (): Promise<Theme> => parseTheme((await cookies()).get(THEME_COOKIE)?.value);

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme();
  const bySystem = [
    { media: "(prefers-color-scheme: light)", color: PAGE_COLOUR.light },
    { media: "(prefers-color-scheme: dark)", color: PAGE_COLOUR.dark },
  ];
  return { viewportFit: "cover", themeColor: theme === "system" ? bySystem : PAGE_COLOUR[theme] };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme={await readTheme()}>
      <body>{children}</body>
    </html>
  );
}
