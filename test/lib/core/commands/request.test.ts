import { firstPhase, type LongCommand } from '../../../../lib/core/commands/request';

it.each<[LongCommand, string]>([
  [{ kind: 'drain' }, 'arm'],
  [{ kind: 'expand', signal: 'traces', partitions: 9 }, 'arm'],
  [{ kind: 'rewind', to: { kind: 'earliest' }, scope: {} }, 'move'],
  [{ kind: 'skip', to: { kind: 'latest' }, scope: {} }, 'move'],
  [{ kind: 'repair', scope: {} }, 'move'],
])('%j begins with phase %s', (command, phase) => {
  expect(firstPhase(command)).toBe(phase);
});
