import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePipelineSpec } from '../../../lib/pipeline';

const folder = path.resolve(__dirname, '../../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

describe('examples', () => {
  it('are the four that the documentation names', () => {
    expect(files.sort()).toEqual([
      'internet-facing.yaml',
      'msk-iam.yaml',
      'no-internet.yaml',
      'plain.yaml',
      'scram-tls.yaml',
    ]);
  });

  it.each(files)('%s is a complete, valid spec', (file) => {
    const spec = parsePipelineSpec(readFileSync(path.join(folder, file), 'utf8'), file);

    expect(spec.kafka.brokers.length > 0).toBe(file !== 'msk-iam.yaml');
  });
});
