import type { ConfigStore } from '../../lib/controller/ports';
import type { Calls } from './calls';
import type { Cause } from './cause';
import type { Parameters } from './parameters';
import type { PartitionLog } from './partition-log';

export interface ConfigStoreOptions {
  prefix: string;
  parameters: Parameters;
  calls: Calls;
  /** Spillway as a cause, with its knowledge at this moment. */
  cause(): Cause;
  /** The partitions that were uncovered when Spillway last looked. */
  seenGaps(): ReadonlySet<PartitionLog>;
}

/** The pipeline's parameters, accessed in the same way as by the controller. */
export function memoryConfigStore({
  prefix,
  parameters,
  calls,
  cause,
  seenGaps,
}: ConfigStoreOptions): ConfigStore {
  const name = (parameter: string) => `${prefix}/${parameter}`;
  return {
    prefix,
    read: () =>
      calls.read('ssm.read', (ageMs) => {
        const get = (parameter: string) => parameters.get(name(parameter), ageMs);
        return {
          ...{ template: get('template'), config: get('config'), state: get('state') },
          ...{ coverage: get('coverage'), debt: get('debt'), hold: get('hold') },
        };
      }),
    readConfigVersion: (version) =>
      calls.read('ssm.readConfigVersion', () => parameters.textOf(name('config'), version)),
    writeConfig: (value) =>
      calls.change('ssm.writeConfig', 'config', () =>
        parameters.put(name('config'), value, cause(), seenGaps()),
      ),
    writeState: (value) =>
      calls.change('ssm.writeState', 'state', () => parameters.put(name('state'), value, cause())),
    writeCoverage: (value) =>
      calls.change('ssm.writeCoverage', 'coverage', () => parameters.put(name('coverage'), value, cause())),
    create: (parameter, value) =>
      calls.change('ssm.create', parameter, () => parameters.create(name(parameter), value, cause())),
    remove: (parameter) =>
      calls.change('ssm.remove', `no ${parameter}`, () => parameters.delete(name(parameter))),
    claimEpoch: async ({ stateVersion, holder, nowMs, leaseMs }) => {
      const claim = await calls.read('ssm.claimEpoch', () =>
        parameters.claim(stateVersion, holder, nowMs, leaseMs),
      );
      if (!claim) return undefined;
      return {
        release: async () => {
          // A failed release is harmless, because the claim expires with its lease.
          await calls.read('ssm.releaseEpoch', () => claim.release()).catch(() => {});
        },
      };
    },
  };
}
