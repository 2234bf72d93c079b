import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { lint } from '../../../../lib/lint';
import { readLintFile } from '../../../../lib/lint/read-file';
import { CORPUS } from '../../../_helpers/lint/corpus-verdict';

const VALID = path.join(CORPUS, 'valid');
/** The names of pipelines' components are references, which the Collector does not expand as values of components. */
const REFERENCES = /^service\.(pipelines|extensions)/;

function verdictOf(name: string, text: string) {
  const { files, findings } = lint([{ name, text }], { version: '0.160.0' });
  return {
    verdict: files[0]?.verdict,
    refusals: findings.flatMap(({ refusal, message }) => (refusal ? message : [])),
  };
}

/** The same settings, each as the fallback of a variable. */
function asFallbacks(value: unknown, at: string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => asFallbacks(item, [...at, String(index)]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, asFallbacks(each, [...at, key])]),
    );
  }
  const text = String(value);
  if (value === null || text === '' || at.length < 3 || REFERENCES.test(at.join('.'))) return value;
  return /[${}\n]/.test(text) ? value : `\${env:X_${at.join('_').replaceAll(/\W/g, '_')}:-${text}}`;
}

describe('a setting that is the fallback of a variable', () => {
  const accepted = readdirSync(VALID)
    .map((name) => ({ name, text: readFileSync(path.join(VALID, name), 'utf8') }))
    .filter(({ name, text }) => verdictOf(name, text).verdict === 'accepted');

  it('is judged like the setting itself, in every valid configuration of the corpus', () => {
    expect(accepted.length).toBeGreaterThan(150);
    const refused = accepted.flatMap(({ name, text }) => {
      const { verdict, refusals } = verdictOf(
        name,
        stringify(asFallbacks(readLintFile(name, text).file?.document.resolved)),
      );
      return verdict === 'accepted' ? [] : [{ name, refusals }];
    });

    expect(refused).toEqual([]);
  });

  it('is refused like the setting itself', () => {
    const text = `
receivers: {otlp: {protocols: {grpc: }}}
exporters: {otlp_http: {endpoint: http://backend:4318, sending_queue: {enabled: "\${env:QUEUE:-often}"}}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}
`;
    expect(verdictOf('queue.yaml', text)).toEqual({
      verdict: 'refused-at-validate',
      refusals: [
        expect.stringMatching(/^sending_queue\.enabled .* must be true or false\. .* fallback of QUEUE/),
      ],
    });
  });
});
