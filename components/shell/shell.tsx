import type { ReactNode } from "react";
import { FaviconTone } from "./favicon-tone.tsx";
import { Header } from "./header/header.tsx";
import { SessionEndedBanner } from "./header/session-ended-banner.tsx";
import { StaleBanner } from "./header/stale-banner.tsx";
import { BottomBar } from "./nav/bottom-bar.tsx";
import { Rail } from "./nav/rail.tsx";

/** Frame of every screen: rail or bottom bar, header with freshness and clock, banners, content. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-60 rounded-control bg-ink px-4 py-2 text-page focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <FaviconTone />
      <Rail />
      <div className="flex min-w-0 flex-col">
        <Header />
        <SessionEndedBanner />
        <StaleBanner />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[82rem] flex-1 px-3 pt-5 pb-28 outline-none sm:px-5 lg:pb-12"
        >
          {children}
        </main>
      </div>
      <BottomBar />
    </div>
  );
}
