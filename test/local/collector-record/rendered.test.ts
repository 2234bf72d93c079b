import path from 'node:path';
import { collectorBuild } from '../../../local/collector/manifest';
import { notRun } from '../../../local/collector-record/not-run';
import { RENDERED_VERSIONS, readRendered, renderedTexts } from '../../../local/collector-record/rendered';
import { EXAMPLES } from '../../_helpers/pipeline/examples';

const ROOT = path.resolve(__dirname, '../../..');
const record = readRendered(path.join(ROOT, 'test/_fixtures/collector-corpus'));

describe('What real Collectors made of the rendered examples (npm run record:collectors)', () => {
  it.each(RENDERED_VERSIONS)(
    'is about what is rendered for %s now, and all of it that was run is valid',
    (version) => {
      const now = renderedTexts(path.join(ROOT, 'examples'), version);
      const { without } = collectorBuild(version);
      const valid = now.map(({ name, text, digest }) => {
        const lacking = notRun({ text }, without);
        const verdict = lacking ? { kind: 'not-run', without: lacking.without } : { kind: 'valid' };
        return [name, { digest, verdict }];
      });

      expect(now).toHaveLength(EXAMPLES.length * 5);
      expect(record[version]).toEqual({
        build: collectorBuild(version).hash,
        texts: Object.fromEntries(valid),
      });
    },
  );
});
