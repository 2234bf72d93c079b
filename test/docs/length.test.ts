import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documentationPages } from '../../local/docs/pages';
import { ROOT } from '../_helpers/docs/documentation';

const MOST_LINES = 250;
const MOST_README_LINES = 180;
/** Pages that are made from the code as a whole. */
const GENERATED = new Set([
  'docs/api/cdk.md',
  'docs/api/lint.md',
  'docs/errors.md',
  'docs/lint-rules.md',
  'docs/linted.md',
  'docs/reasons.md',
]);

const linesOf = (page: string) => readFileSync(path.join(ROOT, page), 'utf8').trimEnd().split('\n').length;

describe('the length of the documents', () => {
  it('keeps README.md under 180 lines', () => {
    expect(linesOf('README.md')).toBeLessThan(MOST_README_LINES);
  });

  it('keeps every page that is not generated within 250 lines', () => {
    const written = documentationPages(ROOT).filter((page) => !GENERATED.has(page));

    expect(written.filter((page) => linesOf(page) > MOST_LINES)).toEqual([]);
  });

  it('has every page of docs/ in an index: docs/README.md, or docs/operations.md', () => {
    const indexes = ['docs/README.md', 'docs/operations.md'].map((page) =>
      readFileSync(path.join(ROOT, page), 'utf8'),
    );
    const missing = documentationPages(ROOT).filter(
      (page) =>
        page.startsWith('docs/') &&
        !page.startsWith('docs/design-notes/') &&
        page !== 'docs/README.md' &&
        !indexes.some((text) => text.includes(`(${path.relative('docs', page)}`)),
    );

    expect(missing).toEqual([]);
  });
});
