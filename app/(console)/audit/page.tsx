import { AuditScreen } from "#components/screens/audit/screen.tsx";

export default function AuditPage() {
  return <AuditScreen />;
}
