import { AFTER_TICK } from '../../verify/properties/after-tick';
import { CALL_PROPERTIES } from '../../verify/properties/called';
import { DECISION_PROPERTIES } from '../../verify/properties/decided';
import { END_PROPERTIES } from '../../verify/properties/ended';
import { RULES } from '../../verify/properties/property';
import { madePart, markdownTable } from '../_helpers/docs/made-docs';

const PAGE = 'verification.md';

const WHEN = [
  ['each decision', DECISION_PROPERTIES],
  ['each call', CALL_PROPERTIES],
  ['after each tick', AFTER_TICK],
  ['in the end', END_PROPERTIES],
] as const;

function rulesTable(): string {
  const rows = WHEN.flatMap(([when, properties]) =>
    properties.map(({ rule, name }) => [rule as string, name, when as string]),
  );
  return markdownTable(
    ['rule', 'statement', 'when'],
    RULES.flatMap((rule) => rows.filter(([each]) => each === rule)),
  );
}

it('docs/verification.md states every rule as verify/properties has it (UPDATE_DOCS=1 rewrites the table)', () => {
  const expected = rulesTable();

  expect(madePart(PAGE, 'rules', expected)).toBe(expected);
});
