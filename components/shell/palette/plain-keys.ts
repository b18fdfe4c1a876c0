const STORED = "lanekeeper-plain-keys";

/** Whether single letters are shortcuts here; whoever dictates, or has a cat, switches them off. */
export function readPlainKeys(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export function writePlainKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing loses the choice with the page.
  }
}
