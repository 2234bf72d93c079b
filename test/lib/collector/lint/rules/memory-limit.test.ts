import { describeRule, processing } from '../../../../_helpers/lint-rule';

const limit = (settings: string) => processing({ processors: `memory_limiter: {${settings}}` });
const situation = { facts: { taskMemoryMib: 1_024 } };

describeRule('MEMORY_LIMIT_ABOVE_TASK', [
  {
    what: 'a limit of all the memory',
    given: limit('limit_mib: 1024'),
    situation,
    found: ['error a.yaml:3'],
  },
  {
    what: 'a limit that leaves 24 MiB',
    given: limit('limit_mib: 1000'),
    situation,
    found: ['error a.yaml:3'],
  },
  { what: 'a limit well below', given: limit('limit_mib: 800'), situation },
  { what: 'a percentage', given: limit('limit_percentage: 80'), situation },
  { what: 'memory that is not known', given: limit('limit_mib: 99999') },
]);
