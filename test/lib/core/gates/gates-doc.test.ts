import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HANDLERS } from '../../../../lib/core/decide/decide';
import { GATES } from '../../../../lib/core/gates';
import { madePart, markdownTable } from '../../../_helpers/docs/made-docs';

const PAGE = 'how-it-decides.md';

function gatesTable(): string {
  return markdownTable(
    ['code', 'guards', 'prevents'],
    GATES.map(({ code, guards, prevents }) => [`\`${code}\``, guards.join(', '), prevents]),
  );
}

/** The bold beginnings of the numbered list. */
function handlersOf(page: string): string[] {
  return [...page.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].flatMap(([, name]) => name ?? []);
}

describe('docs/how-it-decides.md', () => {
  const page = readFileSync(path.resolve(__dirname, '../../../../docs', PAGE), 'utf8');

  it('lists every gate as lib/core/gates has it (UPDATE_DOCS=1 rewrites the table)', () => {
    const expected = gatesTable();

    expect(madePart(PAGE, 'gates', expected)).toBe(expected);
  });

  it('lists the handlers by name and in the order in which they are asked', () => {
    expect(handlersOf(page)).toEqual(HANDLERS.map(({ name }) => name));
  });

  it('is short enough to be read at once', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(251);
  });
});
