import { describe, expect, it } from "vitest";
import { placeLabels } from "#components/charts/timeline-labels.ts";
import type { GenerationTrack } from "#components/charts/timeline-track.ts";

const WIDTH_PX = 600;
const NONE = { cap: null, beyond: null, cut: null, dead: null, notch: null, retired: null };
const place = (labels: Partial<GenerationTrack>) =>
  placeLabels({ key: "1", label: "v1", bars: [], leases: [], ...NONE, ...labels }, WIDTH_PX);

describe("labels over a bar", () => {
  it("stand to the right of their point where there is room", () => {
    expect(place({ cap: { at: 0.5, label: "04:28" } })).toEqual([{ text: "04:28", x: 306, anchor: "start" }]);
  });

  it("stand to its left near the right edge", () => {
    expect(place({ cap: { at: 0.98, label: "04:28" } })).toEqual([{ text: "04:28", x: 582, anchor: "end" }]);
  });

  it("stand at the right edge where neither side has room", () => {
    const [label] = placeLabels(
      { key: "1", label: "v1", bars: [], leases: [], ...NONE, cut: { at: 0.5, label: "would have lived to 12 Jan 04:28 UTC" } },
      300,
    );
    expect(label).toMatchObject({ x: 300, anchor: "end" });
  });

  it("tell an end out of sight at the edge", () => {
    expect(place({ beyond: "ends 06:41 UTC →" })).toEqual([{ text: "ends 06:41 UTC →", x: WIDTH_PX - 6, anchor: "end" }]);
  });

  it.each([0.02, 0.3, 0.5, 0.8, 0.97])("never lie over one another, at %d", (at) => {
    const labels = place({
      cut: { at, label: "would have lived to 06:41 UTC" },
      notch: { at: at + 0.01, label: "−2 scopes" },
      beyond: "ends 06:41 UTC →",
    });
    const extents = labels.map(({ text, x, anchor }) => {
      const lengthPx = text.length * 6;
      return anchor === "start" ? [x, x + lengthPx] : [x - lengthPx, x];
    });
    for (const [index, [from = 0, to = 0]] of extents.entries()) {
      for (const [otherFrom = 0, otherTo = 0] of extents.slice(index + 1)) expect(to <= otherFrom || otherTo <= from).toBe(true);
    }
    expect(labels[0]?.text).toBe("would have lived to 06:41 UTC");
  });

  it("give way to a weightier one that needs the place", () => {
    const crowded = place({ cut: { at: 0, label: "x".repeat(90) }, notch: { at: 0.5, label: "−2 scopes" } });
    expect(crowded.map(({ text }) => text)).toEqual(["x".repeat(90)]);
  });
});
