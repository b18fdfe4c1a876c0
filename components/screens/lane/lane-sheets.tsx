import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneChange } from "./advice.ts";
import { ArchiveSheet } from "./archive-sheet.tsx";
import { ExpirySheet } from "./expiry-sheet.tsx";
import { OverruleSheet } from "./overrule-sheet.tsx";
import { PauseSheet } from "./pause-sheet.tsx";
import { ContactSheet } from "./policy/contact-sheet.tsx";
import { PolicySheet } from "./policy/policy-sheet.tsx";
import { ProbeSheet } from "./probe-sheet.tsx";
import { ResumeSheet } from "./resume-sheet.tsx";
import { RotateSheet } from "./rotate-sheet.tsx";

interface LaneSheetsProps {
  lane: LaneDetail;
  open: LaneChange | null;
  onClose(): void;
}

/** The sheet that is open, if any. Each is mounted anew, and with it the key that makes a second click harmless. */
export function LaneSheets({ lane, open, onClose }: LaneSheetsProps) {
  switch (open) {
    case "pause":
      return <PauseSheet lane={lane} onClose={onClose} />;
    case "resume":
      return <ResumeSheet lane={lane} onClose={onClose} />;
    case "rotate":
      return <RotateSheet lane={lane} onClose={onClose} />;
    case "expiry":
      return <ExpirySheet lane={lane} onClose={onClose} />;
    case "archive":
    case "restore":
      return <ArchiveSheet lane={lane} archived={open === "archive"} onClose={onClose} />;
    case "probe":
      return <ProbeSheet lane={lane} onClose={onClose} />;
    case "overrule":
      return <OverruleSheet lane={lane} onClose={onClose} />;
    case "policy":
      return <PolicySheet lane={lane} onClose={onClose} />;
    case "contact":
      return <ContactSheet lane={lane} onClose={onClose} />;
    case null:
      return null;
  }
}
