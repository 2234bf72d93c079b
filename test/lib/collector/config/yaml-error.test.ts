import { parseDocument } from 'yaml';
import { withoutQuotes } from '../../../../lib/pipeline/yaml-error';

describe('The error of a text that is not valid YAML', () => {
  it.each([
    ['password: |hunter2\n  b\n', 'Block scalar header includes extra characters'],
    ['a: b\n}hunter2\n', 'Unexpected flow-map-end token in YAML stream'],
    ['a: ]hunter2\n', 'Unexpected flow-seq-end token in YAML stream'],
    ["a: 'x' hunter2\n", 'Unexpected scalar at node end'],
  ])('%j does not quote the text', (text, fault) => {
    const { errors } = parseDocument(text, { prettyErrors: false });

    expect(errors.length).toBeGreaterThan(0);
    expect(withoutQuotes(errors[0]?.message ?? '')).toBe(fault);
    expect(errors.map(({ message }) => withoutQuotes(message)).join()).not.toContain('hunter2');
  });
});
