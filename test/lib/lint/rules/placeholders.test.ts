import { isScalar, parseDocument, visit } from 'yaml';
import { renderIngestion, renderProcessing } from '../../../../lib/collector';
import { findingsIn } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

describe('A value known only in the environment', () => {
  it.each([0, 1])('causes no finding in either rendered configuration (file %d)', (index) => {
    const spec = example('scram-tls');
    const pair = [renderIngestion(spec), renderProcessing(spec, 'earliest')];
    const texts = withPlaceholders(pair[index] ?? '');

    const found = texts.flatMap(({ place, text }) =>
      findingsIn(pair.map((each, at) => (at === index ? text : each))).map(({ code }) => `${place}: ${code}`),
    );

    expect(texts.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
  });
});

/** The text once for each scalar value below a component's settings, with `${env:X}` in its place. */
function withPlaceholders(text: string): { place: string; text: string }[] {
  const texts: { place: string; text: string }[] = [];
  visit(parseDocument(text), {
    Scalar(key, node, path) {
      const isService = path.some(
        (each) => 'key' in each && isScalar(each.key) && each.key.value === 'service',
      );
      if (key === 'key' || isService || !node.range || node.range[0] === node.range[1]) return;
      const [start, end] = node.range;
      texts.push({
        place: text.slice(start, end).trim(),
        text: `${text.slice(0, start)}"\${env:X}"${text.slice(end)}`,
      });
    },
  });
  return texts;
}
