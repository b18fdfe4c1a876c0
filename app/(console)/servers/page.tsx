import type { Metadata } from "next";
import { ServersScreen } from "#components/screens/servers/screen.tsx";
import { baseUrl } from "./base-url.ts";

export const metadata: Metadata = { title: "Servers" };

export default async function ServersPage() {
  return <ServersScreen baseUrl={await baseUrl()} />;
}
