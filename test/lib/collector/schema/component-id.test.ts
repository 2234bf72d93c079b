import { parseComponentId } from '../../../../lib/collector/schema/component-id';

describe('parseComponentId', () => {
  it.each([
    ['kafka', { type: 'kafka', name: '', id: 'kafka' }],
    ['kafka/traces', { type: 'kafka', name: 'traces', id: 'kafka/traces' }],
    ['kafka/a/b', { type: 'kafka', name: 'a/b', id: 'kafka/a/b' }],
    [' kafka / traces ', { type: 'kafka', name: 'traces', id: 'kafka/traces' }],
    ['kafka/größe-1', { type: 'kafka', name: 'größe-1', id: 'kafka/größe-1' }],
  ])('reads "%s" in its halves, without the spaces around them', (text, id) => {
    expect(parseComponentId(text)).toEqual(id);
  });

  it.each([
    ['', 'is empty'],
    ['/traces', 'has nothing before the "/"'],
    ['kafka/', 'has nothing after the "/"'],
    ['kafka out', 'has characters in its type that are not allowed'],
    ['2kafka', 'has characters in its type that are not allowed'],
    ['kafka/a b', 'has a space, a sign or a control character in its name'],
    ['kafka/a=b', 'has a space, a sign or a control character in its name'],
  ])('says what is wrong with "%s"', (text, wrong) => {
    expect(parseComponentId(text)).toEqual({ wrong });
  });

  it('takes a name of 1,024 characters and no more', () => {
    expect(parseComponentId(`kafka/${'a'.repeat(1024)}`)).toHaveProperty('id');
    expect(parseComponentId(`kafka/${'a'.repeat(1025)}`)).toHaveProperty('wrong');
  });
});
