import { listed, NAMES_SHOWN } from '../../../../lib/core/vocabulary/listed';

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

describe('listed', () => {
  it('names all, up to ten', () => {
    expect([listed([]), listed(['a', 'b']), listed(['a', 'b'], '; ')]).toEqual(['', 'a, b', 'a; b']);
    expect(listed(names(NAMES_SHOWN))).toBe('n0, n1, n2, n3, n4, n5, n6, n7, n8, n9');
  });

  it('names the first ten of more, and counts the others', () => {
    expect(listed(names(12))).toBe('n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more');
    expect(listed(names(1_000), '; ')).toBe('n0; n1; n2; n3; n4; n5; n6; n7; n8; n9 and 990 more');
  });
});
