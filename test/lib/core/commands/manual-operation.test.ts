import { isEndedBy, type ManualOperation } from '../../../../lib/core/commands/manual-operation';
import { debt, STOPPED_MS } from '../../../_helpers/core/situation';

const MOVING: ManualOperation = {
  id: 'c1',
  command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' },
  acceptedAtMs: STOPPED_MS,
  phase: 'move',
  phaseSinceMs: STOPPED_MS,
};

it.each<[string, ManualOperation | undefined, boolean]>([
  ['there is none', undefined, false],
  ['it was accepted in the tick of the stop', MOVING, true],
  [
    'it was accepted after the stop, which was for another',
    { ...MOVING, acceptedAtMs: STOPPED_MS + 1 },
    false,
  ],
  ['it moves nothing and only waits for the drain', { ...MOVING, phase: 'settle' }, false],
])('whether a stop that is over early ends the operation: %s', (_, operation, ended) => {
  expect(isEndedBy(debt(), operation)).toBe(ended);
});
