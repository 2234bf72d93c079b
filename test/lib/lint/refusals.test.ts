import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lint, refusals } from '../../../lib/lint';
import { CORPUS } from '../../_helpers/lint/corpus-verdict';

const VERSION = { text: '0.160.0', minor: 160 };
const files = ['broken', 'valid', 'silent'].flatMap((folder) =>
  readdirSync(path.join(CORPUS, folder)).map((name) => path.join(folder, name)),
);

describe('what the Collector would refuse', () => {
  it('is the same as the linter says with all its rules, over the corpus', () => {
    const differing = files.filter((name) => {
      const text = readFileSync(path.join(CORPUS, name), 'utf8');
      const all = lint([{ name, text }], { version: VERSION.text }).findings.filter(
        ({ severity, code, refusal }) =>
          severity === 'error' && (refusal !== undefined || code === 'SECRET_IN_CLEAR'),
      );
      const codes = (found: readonly { code: string; place: { line: number } }[]) =>
        found.map(({ code, place }) => `${place.line} ${code}`).sort();
      return codes(refusals({ name, text }, VERSION)).join() !== codes(all).join();
    });

    expect(files.length).toBeGreaterThan(400);
    expect(differing).toEqual([]);
  });

  it('does not include what a comment silences', () => {
    const text = 'receivers: {}\nexporterz: {} # spillway: ignore CONFIG_KEY_UNKNOWN\n';

    expect(refusals({ name: 'a', text }, VERSION).map(({ code }) => code)).not.toContain(
      'CONFIG_KEY_UNKNOWN',
    );
  });

  it('includes a template that has not been rendered', () => {
    const text = '{{- if .Values.enabled }}\nreceivers: {}\n{{- end }}\n';

    expect(refusals({ name: 'a', text }, VERSION).map(({ code }) => code)).toEqual(['CONFIG_TEMPLATE']);
  });
});
