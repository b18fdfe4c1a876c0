import { OverviewScreen } from "#components/screens/overview/screen.tsx";

export default function OverviewPage() {
  return <OverviewScreen />;
}
