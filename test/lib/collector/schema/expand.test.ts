import { expand } from '../../../../lib/collector/schema/expand';
import { Expanded } from '../../../../lib/collector/schema/expanded';

const environment = { TOPIC: 'otlp_spans', SIZE: '8192', LIST: '[a, b]', OFFSET: 'latest', NAME: 'TOPIC' };

describe('expand', () => {
  it.each([
    ['${env:TOPIC}', 'otlp_spans'],
    ['${TOPIC}', 'otlp_spans'],
    ['a-${env:TOPIC}-b', 'a-otlp_spans-b'],
    ['${env:UNSET:-other}', 'other'],
    ['a${env:UNSET}b', 'ab'],
    ['$$5', '$5'],
    ['$${env:TOPIC}', '${env:TOPIC}'],
    ['$$${env:TOPIC}', '$otlp_spans'],
    ['${env:${env:NAME}}', 'otlp_spans'],
    ['plain', 'plain'],
  ])('expands %s like the Collector', (text, result) => {
    expect(expand({ list: [text] }, environment)).toEqual({ list: [result] });
  });

  it('reads a whole value as YAML and keeps its text', () => {
    expect(expand('${env:SIZE}', environment)).toEqual(new Expanded(8192, '8192'));
    expect(expand('${env:UNSET}', environment)).toEqual(new Expanded(null, ''));
    expect(expand('${env:LIST}', environment)).toEqual(['a', 'b']);
    expect(expand('size ${env:SIZE}', environment)).toBe('size 8192');
  });

  it('gives the original text to a string setting, and the parsed value to others', () => {
    const size = new Expanded(8192, '8192');

    expect(size.as('string')).toBe('8192');
    expect(size.as('int')).toBe(8192);
  });
});
