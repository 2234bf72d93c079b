import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

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

describeRule('MEMORY_LIMIT_PERCENTAGE_HIGH', [
  { what: 'all of the memory', given: limit('limit_percentage: 100'), found: ['warning a.yaml:3'] },
  { what: 'a percentage that leaves some', given: limit('limit_percentage: 90') },
  { what: 'a percentage that limit_mib overrides', given: limit('limit_percentage: 100, limit_mib: 500') },
  { what: 'one known only in the environment', given: limit('limit_percentage: "${env:P}"') },
]);
