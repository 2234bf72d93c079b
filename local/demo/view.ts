import type { TickReport } from '../../lib/controller/tick-report';
import { LiveBlock, type Screen } from '../../lib/report/live-block';
import { drawTick, summarizeTick } from '../../lib/report/tick-view';
import { wrapped } from '../../lib/report/wrap';

export interface DemoView {
  phase(name: string): void;
  progress(this: void, line: string): void;
  tick(report: TickReport, arrived: number, sent: number): void;
  /** Ends the live view. Later lines appear below it. */
  close(): void;
}

/** Shows a live view on a terminal, and otherwise one line per tick. Actions are logged in both cases. */
export function createView(screen: Screen): DemoView {
  const block = new LiveBlock(screen);
  const log = (line: string) => {
    for (const each of block.live ? wrapped(line, block.columns - 1) : [line]) block.log(each);
  };
  let shown: string | undefined;
  return {
    phase(name) {
      // Without a live view, the line of each tick already contains the phase.
      if (block.live && name !== shown) log(`== ${name}`);
      shown = name;
    },
    progress: log,
    tick(report, arrived, sent) {
      const delivery = `spans sent ${sent}, delivered ${arrived}`;
      if (!block.live) return log(`${summarizeTick(report)}  ${delivery}`);
      if (report.action) log(`${report.at.slice(11, 19)} ${report.action}`);
      block.update(['', ...drawTick(report, block.columns - 1), delivery]);
    },
    close: () => block.release(),
  };
}
