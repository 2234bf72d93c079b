import fc from 'fast-check';
import { setInitialOffset } from '../../../../lib/collector';
import { parseConfig } from '../../../../lib/collector/config/config-document';

type Offset = 'earliest' | 'latest';

/** The ways in which a receiver can have its offset. `base` and `x` are anchors; `x` is not a receiver. */
const SAYING = [
  'plain',
  'single',
  'double',
  'missing',
  'merge base',
  'merge x',
  'alias x',
  'alias value',
] as const;

interface Receiver {
  saying: (typeof SAYING)[number];
  offset: Offset;
  style: 'block' | 'flow';
  before: string[];
  after: string[];
  comment: string;
  inUse: boolean;
}

const SETTINGS = [
  'brokers: [a:1]',
  'group_id: latest',
  'rack_id: "earliest"',
  'logs: { topics: [initial_offset] }',
];

const receiver = fc.record<Receiver>({
  saying: fc.constantFrom(...SAYING),
  offset: fc.constantFrom('earliest', 'latest'),
  style: fc.constantFrom('block', 'flow'),
  before: fc.subarray(SETTINGS.slice(0, 2)),
  after: fc.subarray(SETTINGS.slice(2)),
  comment: fc.constantFrom('', ' # initial_offset: earliest', ' #\t"'),
  inUse: fc.boolean(),
});

const pairsOf = ({ saying, offset, before, after }: Receiver): string[] => {
  const said: Record<Receiver['saying'], string[]> = {
    plain: [`initial_offset: ${offset}`],
    single: [`initial_offset: '${offset}'`],
    double: [`initial_offset: "${offset}"`],
    missing: [],
    'merge base': ['<<: *base'],
    'merge x': ['<<: *x'],
    'alias x': ['initial_offset: *word'],
    'alias value': ['initial_offset: *value'],
  };
  return [...before, ...said[saying], ...after];
};

function linesOf(id: string, each: Receiver): string[] {
  const pairs = pairsOf(each);
  // A space before the comma and the brace, because they could be part of an alias name.
  if (each.style === 'flow') return [`  ${id}: { ${pairs.join(' , ')} }${each.comment}`];
  return [`  ${id}:${each.comment}`, ...pairs.map((pair) => `      ${pair}${each.comment}`)];
}

function configOf(receivers: Receiver[], shared: Offset, eol: string): string {
  const used = receivers.flatMap(({ inUse }, index) => (inUse || index === 0 ? [`kafka/${index}`] : []));
  return [
    `x: &x { initial_offset: ${shared} , note: &word ${shared} }`,
    'receivers:',
    '  kafka/base: &base',
    `    initial_offset: &value ${shared}`,
    ...receivers.flatMap((each, index) => linesOf(`kafka/${index}`, each)),
    'service:',
    '  pipelines:',
    `    traces: { receivers: [${used.join(', ')}] }`,
    '',
  ].join(eol);
}

/** The added or changed lines: all lines except the longest common subsequence. */
function changedLines(before: string, after: string): number {
  const [then, now] = [before.split('\n'), after.split('\n')];
  let longest = new Array<number>(then.length + 1).fill(0);
  for (const line of now) {
    const row = [0];
    for (const [index, other] of then.entries()) {
      const [above = 0, left = 0, diagonal = 0] = [longest[index + 1], row[index], longest[index]];
      row.push(line === other ? diagonal + 1 : Math.max(above, left));
    }
    longest = row;
  }
  return now.length - (longest.at(-1) ?? 0);
}

describe('setInitialOffset on any configuration', () => {
  it('changes only the offsets, in at most one place per receiver', () => {
    fc.assert(
      fc.property(
        fc.array(receiver, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Offset>('earliest', 'latest'),
        fc.constantFrom<Offset>('earliest', 'latest'),
        fc.constantFrom('\n', '\r\n'),
        (receivers, shared, to, eol) => {
          const before = configOf(receivers, shared, eol);

          const after = setInitialOffset(before, to);

          // Every receiver in use has the new value, and the rest of the configuration is unchanged.
          const [then, now] = [parseConfig(before).resolved, parseConfig(after).resolved];
          const says = (resolved: Record<string, unknown>) =>
            resolved.receivers as Record<string, Record<string, unknown> | null>;
          for (const [id, settings] of Object.entries(says(now))) {
            const index = Number(id.split('/')[1]);
            const { initial_offset: offset = 'latest', ...others } = settings ?? {};
            const { initial_offset: _, ...othersThen } = says(then)[id] ?? {};
            if (index === 0 || receivers[index]?.inUse) expect(offset).toBe(to);
            expect(others).toEqual(othersThen);
          }
          expect({ ...now, receivers: {} }).toEqual({ ...then, receivers: {} });
          // At most one changed line per receiver, and the same kind of line ends.
          expect(changedLines(before, after)).toBeLessThanOrEqual(receivers.length);
          expect(after.split(eol)).toHaveLength(after.split('\n').length);
          expect(setInitialOffset(after, to)).toBe(after);
        },
      ),
      { numRuns: 200 },
    );
  });
});
