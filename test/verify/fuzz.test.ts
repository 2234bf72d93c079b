import { mutated } from '../../fuzz/mutate';
import { fuzz } from '../../fuzz/run';
import type { Target } from '../../fuzz/target';
import { targets } from '../../fuzz/targets';

const SECONDS = 60;

it(
  'no reader of text from outside crashes, in a minute of changed texts',
  async () => {
    const result = await fuzz(targets(process.cwd()), { seed: 7, inputs: Infinity, seconds: SECONDS });

    expect(result.crashes).toEqual([]);
    expect(result.inputs).toBeGreaterThan(1_000);
  },
  SECONDS * 3_000,
);

it('the fuzzer finds a reader that loses a name, and repeats it', async () => {
  const broken: Target = {
    ...{ name: 'broken', weight: 1, next: (random) => mutated(['a: 1'], random) },
    read(text) {
      if (text.includes('__proto__')) throw new TypeError('lost');
    },
  };

  const [first, again] = [
    await fuzz([broken], { seed: 1, inputs: 2_000, seconds: 60 }),
    await fuzz([broken], { seed: 1, inputs: 2_000, seconds: 60 }),
  ];

  expect(first?.crashes.length).toBeGreaterThan(0);
  expect(again?.crashes.map(({ input }) => input)).toEqual(first?.crashes.map(({ input }) => input));
});
