import { CommandsScreen } from "#components/screens/commands/screen.tsx";

export default function CommandsPage() {
  return <CommandsScreen />;
}
