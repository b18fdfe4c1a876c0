import { Time } from "#components/ui/time.tsx";
import type { AuditPage } from "#lib/contract/audit.ts";

/** Which stretch of time is listed, and where the record begins. */
export function RangeNote({ page }: { page: AuditPage }) {
  return (
    <>
      Since <Time at={page.since} show="absolute" />
      {page.oldest_at && (
        <>
          {" · recorded from "}
          <Time at={page.oldest_at} show="absolute" />
        </>
      )}
    </>
  );
}
