import { Explorer, hint, lastLine } from '../_helpers/verify/explorer';

/** Each mistake, the rule that it breaks, and where to look first, as for gates. */
const MISTAKES: readonly [name: string, rule: string, pass: string, start: string][] = [
  ['a stop is dropped because of one look', 'R7', 'no fault', 'a stop for a rewind got no answer'],
  ['what fails is tried again at once', 'R7', 'no fault', 'a partition was added and met latest'],
  ['nothing bounds the wait for a task that hangs', 'R7', 'no fault', 'a partition was added and met latest'],
  ['a member that outlives the stop is forgotten', 'R7', 'no fault', 'a partition was added and met latest'],
  [
    'latest is stored again after each burst',
    'R7',
    'no fault',
    'recreated unnoticed, brokers tell no topic ids',
  ],
  ['tasks with full queues are stopped', 'R9', 'one fault', 'the backend refuses what is held, on latest'],
  ['a number that a person set is overridden', 'R8', 'one fault', 'before a seed'],
  ['a config that cannot be read passes for one that can', 'R5', 'one fault', 'before a seed'],
  ['members seen through NAT are strangers', 'R4', 'no fault', 'before a seed'],
  [
    'on earliest, a commit beyond the log passes for its end',
    'R2',
    'one fault and a record',
    'live, tasks still on earliest',
  ],
  ['nobody reads, and nothing says so', 'R4', 'one fault', 'stopped for a repair'],
];

describe('a mistake of the first core, put back as a small patch, is found', () => {
  let old: Explorer;

  beforeAll(() => {
    old = new Explorer('test/verify/old-behaviours-main.ts');
  });

  afterAll(() => {
    old.close();
  });

  test.each(MISTAKES)(
    '%s (%s)',
    async (name, rule, pass, start) => {
      const { stdout } = await old.run(name, ...hint(pass, start));

      expect(lastLine(stdout)).toBe(rule);
    },
    900_000,
  );
});
