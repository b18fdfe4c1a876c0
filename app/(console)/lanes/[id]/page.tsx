import { LaneScreen } from "#components/screens/lane/screen.tsx";

export default async function LanePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <LaneScreen laneId={id} />;
}
