import { newestRelease } from '../../../lib/doctor/newest-release';
import { PINNED_REQUESTS, pinnedVersions } from '../../../lib/doctor/pinned-versions';

/** The versions that a broker of this release supports. */
function broker(release: string, changes: Record<string, number | undefined> = {}) {
  const pinned = pinnedVersions(release);
  const versions = PINNED_REQUESTS.flatMap(({ name, apiKey }) => {
    const max = name in changes ? changes[name] : pinned?.get(name);
    return max === undefined ? [] : [[apiKey, { min: 0, max }] as const];
  });
  return { versions: new Map(versions) };
}

describe('the release of a broker', () => {
  it.each(['4.2', '4.0', '3.9', '3.0', '2.1', '0.11.0'])(
    'is %s for the requests of that release',
    (release) => {
      expect(newestRelease(broker(release))).toBe(release);
    },
  );

  it('is the next older release if one request is missing', () => {
    expect(newestRelease(broker('4.2', { Fetch: 17 }))).toBe('4.0');
  });

  it('is the newest known one if the broker supports more', () => {
    expect(newestRelease(broker('4.2', { Fetch: 99, Produce: 99 }))).toBe('4.2');
  });

  it('does not depend on SASL requests', () => {
    expect(newestRelease(broker('4.1', { SaslHandshake: undefined, SaslAuthenticate: undefined }))).toBe(
      '4.1',
    );
  });

  it('is unknown if the broker does not list Fetch', () => {
    expect(newestRelease(broker('4.1', { Fetch: undefined }))).toBeUndefined();
  });
});
