import { AlertsScreen } from "#components/screens/alerts/screen.tsx";

export default function AlertsPage() {
  return <AlertsScreen />;
}
