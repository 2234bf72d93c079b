import type { TickReport } from '../controller/tick-report';
import type { OperatorEvent } from '../runtime/event-schema';

/** Where the controller runs: in this process, with this machine's access, or as the deployed function. */
export type ControllerPlace = { kind: 'here'; specFile: string } | { kind: 'function'; name: string };

/** A controller that accepts any number of requests. */
export interface Controller {
  /** The pause between two ticks while a followed command waits for something. */
  readonly followEveryMs: number;
  /** What is waited for, as messages name it, for example `Lambda function spillway-checkout`. */
  readonly name: string;
  /**
   * Runs one tick, or invokes the function once.
   *
   * @throws SpillwayError the failure of the tick; `LAMBDA_BUSY` while the function runs another tick
   */
  send(event: OperatorEvent): Promise<TickReport>;
  close(): void;
}
