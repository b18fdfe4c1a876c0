import type { Metadata } from "next";
import { MissingScreen } from "#components/screens/failure/missing-screen.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return <MissingScreen />;
}
