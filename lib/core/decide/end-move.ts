import type { ControllerState } from '../state/state';
import { type Reason, reason } from '../vocabulary/reasons';

/**
 * The tasks start again before their stop has reached its end: the command that it was made for is over with it, or the
 * next tick would stop them for it once more.
 */
export function endMove(state: ControllerState): { state: ControllerState; reasons: Reason[] } {
  const { manualOperation } = state;
  if (manualOperation?.phase !== 'move') return { state, reasons: [] };
  const text = `${manualOperation.command.kind}: tasks were stopped, and start again before it was done`;
  return { state: { ...state, manualOperation: undefined }, reasons: [reason('REQUEST_FAILED', text)] };
}
