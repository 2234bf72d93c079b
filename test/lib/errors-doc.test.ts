import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { ERRORS } from '../../lib/errors/catalog';
import { ERROR_AREAS, type ErrorArea, type ErrorEntry } from '../../lib/errors/error-entry';
import { FAULTS } from '../../lib/errors/faults';
import { asMarkdown, faultsOf } from '../_helpers/docs/catalog-text';
import { madePart, markdownTable } from '../_helpers/docs/made-docs';

const ROOT = path.resolve(__dirname, '../..');
const ENTRIES: [string, ErrorEntry][] = Object.entries(ERRORS);

/** All sources but the catalogues themselves. */
const SOURCES = sourcesIn(['lib', 'lambda', 'cdk', 'local', 'bench'], 'lib/errors/');

function sourcesIn(folders: readonly string[], without = 'test/lib/errors-doc'): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    )
    .filter((file) => !file.startsWith(without))
    .map((file) => readFileSync(path.join(ROOT, file), 'utf8'));
}

/** aws-failure.ts builds these codes from the name of a service. */
const BUILT = /^(SSM|ECS|LAMBDA|SECRETS|MSK)_(UNREACHABLE|ACCESS_DENIED|REQUEST_FAILED|NO_ANSWER)$/;

function tableOf(entries: readonly (readonly [string, { meaning: string; whatToDo: string }])[]): string {
  const rows = entries.map(([code, { meaning, whatToDo }]) => [
    `\`${code}\``,
    asMarkdown(meaning),
    asMarkdown(whatToDo),
  ]);
  return markdownTable(['code', 'what it means', 'what to do'], rows);
}

function sections(): string {
  return Object.entries<{ title: string; intro?: string }>(ERROR_AREAS)
    .map(([area, { title, intro }]) => {
      const table = tableOf(ENTRIES.filter(([, each]) => each.area === (area as ErrorArea)));
      return [`## ${title}`, ...(intro === undefined ? [] : [intro]), table].join('\n\n');
    })
    .join('\n\n');
}

describe('docs/errors.md', () => {
  it('has every error by area (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = sections();

    expect(madePart('errors.md', 'errors', `\n${expected}\n`)).toBe(`\n${expected}\n`);
  });

  it('has the faults that Spillway finds itself (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = tableOf(Object.entries(FAULTS));

    expect(madePart('errors.md', 'faults', expected)).toBe(expected);
  });
});

describe('the catalogue of errors', () => {
  it.each([...ENTRIES, ...Object.entries(FAULTS)])(
    'says of %s in full sentences what it means and what to do',
    (_code, { meaning, whatToDo }) => {
      expect([faultsOf(meaning), faultsOf(whatToDo)]).toEqual([[], []]);
    },
  );

  it('has no unused code', () => {
    const unused = Object.keys({ ...ERRORS, ...FAULTS }).filter(
      (code) => !BUILT.test(code) && !SOURCES.some((text) => text.includes(`'${code}'`)),
    );

    expect(unused).toEqual([]);
  });

  it('has no code that no test provokes', () => {
    // A test that makes such an error itself provokes nothing.
    const made = /new SpillwayError\(\s*'\w+'/g;
    const texts = sourcesIn(['test']).map((text) => text.replace(made, ''));
    const untested = Object.keys({ ...ERRORS, ...FAULTS }).filter(
      (code) => !texts.some((text) => new RegExp(`\\b${code}\\b`).test(text)),
    );

    expect(untested).toEqual([]);
  });

  it('does not let an unknown code compile', () => {
    // @ts-expect-error: the code is not in the catalogue
    const error = new SpillwayError('NO_SUCH_CODE', 'It failed.', 'Try again.');

    expect(error.code).toBe('NO_SUCH_CODE');
  });
});
