import { givenUp } from '../../../../lib/core/recreate/given-up';
import type { Recreate } from '../../../../lib/core/recreate/recreate-types';
import { moving, recreate } from '../../../_helpers/situation';

describe('a recreate that ends without having done what it was for', () => {
  const byHand = moving({ kind: 'earliest' });

  it.each<[string, Recreate, string[]]>([
    ['a flip is given up', recreate('flip'), ['FLIP_GIVEN_UP: why']],
    ['a rewind has failed', recreate('rewind', byHand), ['REQUEST_FAILED: rewind: why']],
    ['a skip has failed', recreate('skip', byHand), ['REQUEST_FAILED: skip: why']],
    ['a repair by hand has failed', recreate('repair', byHand), ['REQUEST_FAILED: repair: why']],
    ['a repair that was due stays due', recreate('repair'), []],
    ['a re-arm ends on earliest all the same', recreate('rearm'), []],
    ['a restart ends on earliest all the same', recreate('restart'), []],
  ])('%s', (_name, operation, expected) => {
    expect(givenUp({ operation }, 'why').map(({ code, text }) => `${code}: ${text}`)).toEqual(expected);
  });
});
