import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/errors.md'), 'utf8');

const sources = ['lib', 'lambda', 'cdk', 'local'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: readFileSync(path.join(ROOT, folder, file), 'utf8'),
    })),
);

/** Files that build a code instead of writing it out, with the codes that come of it. */
const BUILT: Record<string, (text: string) => string[]> = {
  'lib/adapters/aws/aws-failure.ts': (text) => {
    const services = [...text.matchAll(/^ {2}([A-Z]+): \{ endpoint/gm)].map(([, name]) => name);
    const endings = [...text.matchAll(/`\$\{call\.service\}(_[A-Z_]+)`/g)].map(([, ending]) => ending);
    const codes = services.flatMap((service) => endings.map((ending) => `${service}${ending}`));
    // Nothing is written to the others.
    return codes.filter((code) => !code.endsWith('_NO_ANSWER') || /^(SSM|ECS)_/.test(code));
  },
  'lib/adapters/kafka/connection-error.ts': (text) =>
    [...text.matchAll(/^ {4}code: '([A-Z_]+)'/gm)].map(([, code]) => code ?? ''),
  // These pass on the code of the function that failed.
  'lib/adapters/aws/deployed-function.ts': () => [],
  'local/lambda/lambda-runtime.ts': () => [],
};

const constructions = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/new SpillwayError\(\s*(?:'([A-Z0-9_]+)'|([^\s,]))/g)].map(([, code]) => ({
    file,
    code,
  })),
);
const built = sources.flatMap(({ file, text }) => BUILT[file]?.(text) ?? []);
const thrown = new Set([...constructions.flatMap(({ code }) => code ?? []), ...built]);
const documented = [...PAGE.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code]) => code);

describe('docs/errors.md', () => {
  it('has a row for every code that is thrown, and for no other', () => {
    expect([...documented].sort()).toEqual([...thrown].sort());
  });

  it('knows every place that builds a code instead of writing it out', () => {
    const places = constructions.filter(({ code }) => code === undefined).map(({ file }) => file);

    expect([...new Set(places)].sort()).toEqual(Object.keys(BUILT).sort());
  });

  it('finds the codes that are built', () => {
    expect(built).toEqual(
      expect.arrayContaining(['SSM_UNREACHABLE', 'SECRETS_ACCESS_DENIED', 'KAFKA_TIMEOUT']),
    );
  });
});
