import { parseComponentId } from '../../../../lib/collector/schema/component-id';

describe('parseComponentId', () => {
  it.each([
    ['kafka', { type: 'kafka', name: '', id: 'kafka' }],
    ['kafka/traces', { type: 'kafka', name: 'traces', id: 'kafka/traces' }],
    ['kafka/a/b', { type: 'kafka', name: 'a/b', id: 'kafka/a/b' }],
    [' kafka / traces ', { type: 'kafka', name: 'traces', id: 'kafka/traces' }],
    ['kafka/größe-1', { type: 'kafka', name: 'größe-1', id: 'kafka/größe-1' }],
  ])('splits "%s" and trims spaces', (text, id) => {
    expect(parseComponentId(text)).toEqual(id);
  });

  it.each([
    ['', 'it is empty'],
    ['/traces', 'nothing comes before the "/"'],
    ['kafka/', 'nothing comes after the "/"'],
    ['kafka out', 'its type must start with a letter and contain only letters, digits and underscores'],
    ['2kafka', 'its type must start with a letter and contain only letters, digits and underscores'],
    ['kafka/a b', 'its name contains a space, a symbol or a control character'],
    ['kafka/a=b', 'its name contains a space, a symbol or a control character'],
  ])('says what is wrong with "%s"', (text, wrong) => {
    expect(parseComponentId(text)).toEqual({ wrong });
  });

  it('accepts a name of up to 1,024 characters', () => {
    expect(parseComponentId(`kafka/${'a'.repeat(1024)}`)).toHaveProperty('id');
    expect(parseComponentId(`kafka/${'a'.repeat(1025)}`)).toHaveProperty('wrong');
  });
});
