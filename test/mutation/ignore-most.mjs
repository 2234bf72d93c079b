import { createHash } from 'node:crypto';

/** With SPILLWAY_MUTATION_SAMPLE=12 only one function in twelve is mutated: always the same ones, picked by their hash. */
const ONE_IN = Number(process.env.SPILLWAY_MUTATION_SAMPLE ?? 1);

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'sample',
    value: {
      shouldIgnore(path) {
        if (ONE_IN === 1 || !path.isFunction() || path.getFunctionParent()) return undefined;
        const digest = createHash('sha256').update(path.toString()).digest();
        return digest.readUInt32BE(0) % ONE_IN === 0 ? undefined : 'not in the sample';
      },
    },
  },
];
