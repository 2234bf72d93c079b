import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadPipeline } from '../../cdk/pipeline-file';

const PLAIN = path.resolve(__dirname, '../../examples/plain.yaml');

describe('loadPipeline', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-spec-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('returns the text of the file and the parsed spec', () => {
    const { file, text, spec } = loadPipeline(PLAIN);

    expect(file).toBe(PLAIN);
    expect(text).toBe(readFileSync(PLAIN, 'utf8'));
    expect(spec.group).toBe('plain-processing');
  });

  it('reports a missing file', () => {
    const missing = path.join(folder, 'missing.yaml');

    expect(() => loadPipeline(missing)).toThrow(
      expect.objectContaining({
        code: 'SPEC_UNREADABLE',
        message: expect.stringContaining(`${missing} cannot be read (ENOENT)`),
      }),
    );
  });

  it('reports invalid values with file, line and path', () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, readFileSync(PLAIN, 'utf8').replace('group: plain-processing', 'group: ""'));

    expect(() => loadPipeline(file)).toThrow(
      expect.objectContaining({
        code: 'SPEC_INVALID',
        message: expect.stringMatching(/bad\.yaml:\d+:\d+ group:/),
      }),
    );
  });
});
