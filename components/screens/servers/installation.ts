import type { SdkDownload } from "#lib/contract/sdk-download.ts";

/** What a server has to know of this Lanekeeper to connect to it. */
export interface Installation {
  baseUrl: string;
  /** Null where the SDK was not packed. */
  sdk: SdkDownload | null;
}
