import { SpillwayError } from '../../lib/errors';
import type { LambdaRuntime } from '../lambda/lambda-runtime';
import { type ControllerOptions, startController } from '../world/controller';
import type { Lane } from '../world/lane';
import { type Operator, operatorOf } from '../world/operator';

/** A controller that a new process replaces when it is killed. */
export class ReplacedController {
  private current: LambdaRuntime | undefined;
  private known: Operator | undefined;

  constructor(
    private readonly lane: Lane,
    private readonly options: ControllerOptions,
  ) {}

  get operator(): Operator {
    if (!this.known) throw new Error('the controller was not started');
    return this.known;
  }

  async start(): Promise<void> {
    this.current = await startController(this.lane, this.options);
    if (this.known) this.known.use(this.current);
    else this.known = operatorOf(this.current);
  }

  async stop(): Promise<void> {
    await this.current?.stop();
  }

  /** Runs `work`. If the controller is killed in the meantime, runs it again with a new process. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof SpillwayError) || error.code !== 'LAMBDA_ENDED') throw error;
        await this.start();
      }
    }
  }
}
