import { FAULTS } from '../../chaos/faults';
import { RULES } from '../../chaos/rules';
import { madePart, markdownTable } from '../_helpers/docs/made-docs';

const PAGE = 'chaos.md';

it('docs/chaos.md has every kind of fault (UPDATE_DOCS=1 rewrites the table)', () => {
  const rows = Object.entries(FAULTS).flatMap(([track, faults]) =>
    faults.map(({ kind, what, bites }) => [`\`${kind}\``, track, what, bites]),
  );
  const expected = markdownTable(['kind', 'track', 'what happens', 'it bites if'], rows);

  expect(madePart(PAGE, 'faults', expected)).toBe(expected);
});

it('docs/chaos.md has every rule (UPDATE_DOCS=1 rewrites the table)', () => {
  const expected = markdownTable(
    ['rule', 'what has to be so'],
    Object.entries(RULES).map(([rule, what]) => [`\`${rule}\``, what]),
  );

  expect(madePart(PAGE, 'rules', expected)).toBe(expected);
});
