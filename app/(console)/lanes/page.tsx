import { LanesScreen } from "#components/screens/lanes/screen.tsx";

export default function LanesPage() {
  return <LanesScreen />;
}
