import type { TickReport } from '../../lib/controller/tick-report';
import { LiveBlock, type Screen } from '../../lib/report/live-block';
import { drawTick, summarizeTick } from '../../lib/report/tick-view';

export interface DemoView {
  phase(name: string): void;
  progress(this: void, line: string): void;
  tick(report: TickReport, arrived: number, sent: number): void;
  /** Ends the live part; what comes after stands below it. */
  close(): void;
}

/** A live block on a terminal; elsewhere a line for every tick. Decisions stay on screen either way. */
export function createView(screen: Screen): DemoView {
  const block = new LiveBlock(screen);
  return {
    phase(name) {
      if (!block.live) return;
      block.log(`== ${name}`);
    },
    progress: (line) => block.log(line),
    tick(report, arrived, sent) {
      const delivery = `spans sent ${sent}, at the backend ${arrived}`;
      if (!block.live) return block.log(`${summarizeTick(report)}  ${delivery}`);
      if (report.action) block.log(`${report.at.slice(11, 19)} ${report.action}`);
      block.update(['', ...drawTick(report, block.columns - 1), delivery]);
    },
    close: () => block.release(),
  };
}
