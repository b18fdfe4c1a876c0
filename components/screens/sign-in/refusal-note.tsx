import type { Progress } from "./use-sign-in.ts";

interface RefusalNoteProps {
  progress: Progress;
  /** What a refusal of this proof means. */
  refused: string;
}

const OTHERS: Partial<Record<Progress, string>> = {
  throttled: "Too many tries. Wait a minute, then try again.",
  unavailable: "Lanekeeper did not answer. Try again.",
};

/** The place of the form's error; it is there from the start, so that a screen reader announces what appears in it. */
export function RefusalNote({ progress, refused }: RefusalNoteProps) {
  const text = progress === "refused" ? refused : OTHERS[progress];
  return (
    <p
      role="alert"
      className={text ? "rounded-control border border-l-2 border-line border-l-crit bg-crit/10 px-3 py-2 text-sm" : "sr-only"}
    >
      {text}
    </p>
  );
}
