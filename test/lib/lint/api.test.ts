import path from 'node:path';
import { build } from 'esbuild';
import * as api from '../../../lib/lint/api';
import { compileExamples, tsdocExamples } from '../../_helpers/docs/tsdoc-examples';

const ROOT = path.resolve(__dirname, '../../..');

/** The packages that the compiled modules below `file` import. Node's own modules have the prefix `node:`. */
async function packagesBelow(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [path.join(ROOT, file)],
    ...{ bundle: true, write: false, metafile: true, outfile: 'api.js' },
    ...{ platform: 'node', packages: 'external' },
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter(({ external }) => external).map(({ path: name }) => name))].sort();
}

describe('otel-spillway/lint', () => {
  it('exports functions and the list of rules; everything else is a type', () => {
    expect(Object.keys(api).sort()).toEqual(['RULES', 'applyFixes', 'lint', 'parseLintConfig']);
  });

  it('has every rule, each once', () => {
    const codes = api.RULES.map(({ code }) => code);

    expect(codes).toContain('CONFIG_NOT_YAML');
    expect(codes).toContain('KAFKA_TLS_NULL');
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('lints by defaults alone', () => {
    const { findings, files } = api.lint([{ name: 'otel.yaml', text: 'receivers: {kafka: {tls: }}' }]);

    expect(findings.map(({ code }) => code)).toContain('CONFIG_SERVICE_INVALID');
    expect(files).toMatchObject([{ name: 'otel.yaml', collector: 'Collector v0.165.1' }]);
  });

  it('throws an error with a code for a version that is not known', () => {
    expect(() => api.lint([{ name: 'a', text: '' }], { version: '0.1.0' })).toThrow(
      expect.objectContaining({ code: 'COLLECTOR_VERSION_UNKNOWN' }),
    );
  });

  it('reaches no client of AWS or Kafka, and no schema library', async () => {
    expect(await packagesBelow('lib/lint/api.ts')).toEqual(['picomatch', 're2js', 'yaml']);
  }, 60_000);

  it('has examples that compile', () => {
    const examples = new Map([...tsdocExamples('lib/lint'), ...tsdocExamples('lib/lint/config')]);

    expect([...examples.values()].join('\n')).toMatch(/lint\([\s\S]*parseLintConfig\(/);
    expect(compileExamples(examples, { 'otel-spillway/lint': 'lib/lint/api.ts' })).toEqual({
      status: 0,
      stdout: '',
    });
  }, 120_000);
});
