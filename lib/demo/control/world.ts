import type { ToolBoard } from "../clients/tool-board.ts";
import type { DemoLane } from "../lanes/demo-lane.ts";
import type { ServerProcess } from "../processes/server-process.ts";
import type { Story } from "../story/play-story.ts";

/** Everything that the control page shows and moves. */
export type World = {
  lanekeeperUrl: string;
  lanes: readonly DemoLane[];
  servers: readonly ServerProcess[];
  board: ToolBoard;
  /** Null where the demo runs without a script. */
  story: Story | null;
};
