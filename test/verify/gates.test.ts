import { GATES, type GateCode } from '../../lib/drain/gates';
import { WITHOUT } from '../../verify/passes';
import { runPasses } from '../../verify/run';
import { modelSpec } from '../../verify/spec';

const codes = Object.keys(GATES) as GateCode[];

describe('the explorer, with one gate taken away', () => {
  test.each(codes)(
    'finds what goes wrong without %s, and tells the way there',
    (without) => {
      const { traces } = runPasses({ spec: modelSpec(), without }, WITHOUT);

      const [trace = ''] = traces;
      expect(trace).toMatch(/^start: /);
      expect(trace).toMatch(/^(R\d|liveness) broken: /m);
    },
    120_000,
  );
});
