import { decideOn, MINUTE_MS, type Situation, situation } from '../../../_helpers/core/situation';
import { NOW_MS } from '../../../_helpers/core/snapshots';

/** Drained for ten minutes, with a partition that was added so long ago. */
function addedAgo(agoMs: number): Situation {
  const rested = situation({ policy: { metadataRefresh: '1m' } });
  const { layout } = rested.state;
  if (!layout) throw new Error('the situation at rest knows its topics');
  return { ...rested, state: { ...rested.state, layout: { ...layout, sinceMs: NOW_MS - agoMs } } };
}

it.each<[string, number, string, string]>([
  [
    'half a minute',
    30_000,
    'settling',
    'DRAINED_SETTLING: no partition added for 30 s; more than 1m is needed',
  ],
  [
    'exactly metadataRefresh, since a receiver may still be about to look',
    MINUTE_MS,
    'settling',
    'DRAINED_SETTLING: no partition added for 60 s; more than 1m is needed',
  ],
  ['longer than metadataRefresh', MINUTE_MS + 1, 'live', 'FLIP_STORED: latest covers 3 partitions'],
])('latest after a partition was added: %s', (_, agoMs, phase, reason) => {
  const decision = decideOn(addedAgo(agoMs));

  expect(decision.phase).toBe(phase);
  expect(decision.reasons.map(({ code, text }) => `${code}: ${text}`)).toEqual([reason]);
});
