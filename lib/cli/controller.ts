import type { TickReport } from '../controller/tick-report';
import type { OperatorEvent } from '../runtime/event-schema';

/** Where the controller runs that is asked: on this machine with its own access, or as the deployed function. */
export type ControllerPlace = { kind: 'here'; specFile: string } | { kind: 'function'; name: string };

/** A controller that can be asked again and again. */
export interface Controller {
  /** Pause between two ticks while an operation is followed and waits for something. */
  readonly followEveryMs: number;
  /**
   * One tick, or one invocation of the function.
   *
   * @throws SpillwayError whatever made it fail; `LAMBDA_BUSY` while the function runs for somebody else
   */
  ask(event: OperatorEvent): Promise<TickReport>;
  close(): void;
}
