import { AlertScreen } from "#components/screens/alert/screen.tsx";

export default async function AlertPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <AlertScreen alertId={id} />;
}
