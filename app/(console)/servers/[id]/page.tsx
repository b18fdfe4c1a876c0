import type { Metadata } from "next";
import { ServerScreen } from "#components/screens/server/screen.tsx";
import { baseUrl } from "../base-url.ts";

export const metadata: Metadata = { title: "Server" };

interface ServerPageProps {
  params: Promise<{ id: string }>;
}

export default async function ServerPage({ params }: ServerPageProps) {
  return <ServerScreen id={(await params).id} baseUrl={await baseUrl()} />;
}
