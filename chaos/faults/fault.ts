import type { Draw } from '../draw';
import type { Round } from '../round/round';

/**
 * The faults of one track follow each other, and the two tracks run side by side. `infrastructure` is brokers, network,
 * logs and backend; `control` is tasks, AWS, the controller, parameters and people.
 */
export type Track = 'infrastructure' | 'control';

/** A kind of fault. */
export interface Fault {
  kind: string;
  /** What happens, in one sentence. */
  what: string;
  /** The sign from outside that it had an effect, in a few words. */
  bites: string;
  /** It ends a task, which may lose what the task holds. A buffered pipeline is not judged by that. */
  endsTasks?: true;
  /**
   * Injects the fault and undoes it.
   *
   * @returns whether the sign was seen
   */
  run(round: Round, draw: Draw): Promise<boolean>;
}
