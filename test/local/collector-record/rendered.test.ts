import path from 'node:path';
import { collectorBuild } from '../../../local/collector/manifest';
import { RENDERED_VERSIONS, readRendered, renderedTexts } from '../../../local/collector-record/rendered';
import { EXAMPLES } from '../../_helpers/pipeline/examples';

const ROOT = path.resolve(__dirname, '../../..');
const record = readRendered(path.join(ROOT, 'test/_fixtures/collector-corpus'));

describe('the recorded verdicts on the rendered examples (npm run record:collectors)', () => {
  it.each(RENDERED_VERSIONS)(
    'are about the present configurations for %s, which are all valid',
    (version) => {
      const now = renderedTexts(path.join(ROOT, 'examples'), version);
      const valid = now.map(({ name, digest }) => [name, { digest, verdict: { kind: 'valid' } }]);

      expect(now).toHaveLength(EXAMPLES.length * 5);
      expect(record[version]).toEqual({
        build: collectorBuild(version).hash,
        texts: Object.fromEntries(valid),
      });
    },
  );
});
