import {
  formatResourceId,
  parseResourceId,
  type ResourceId,
} from '../../../lambda/config-resource/resource-id';

describe('the id of a live configuration', () => {
  it.each<[ResourceId, string]>([
    [{ prefix: '/spillway/a', origin: 'made' }, '/spillway/a'],
    [{ prefix: '/spillway/a', origin: 'adopted' }, '/spillway/a#adopted'],
    [{ prefix: '/spillway/a', origin: 'not-made' }, '/spillway/a#not-made'],
  ])('of %j is %s, and is read back', (id, text) => {
    expect(formatResourceId(id)).toBe(text);
    expect(parseResourceId(text)).toEqual(id);
  });

  it.each([
    [undefined, ''],
    ['', ''],
    ['spillway', 'spillway'],
    ['spillway#adopted', 'spillway'],
    ['/spillway/a#something', '/spillway/a'],
  ])('%j is unknown, so that nothing is deleted for it', (text, prefix) => {
    expect(parseResourceId(text)).toEqual({ prefix, origin: 'not-made' });
  });
});
