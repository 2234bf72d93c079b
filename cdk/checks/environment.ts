import type { SynthError } from './synth-error';

/**
 * Checks that the container has every variable that the tier's settings refer to. The Collector replaces an unset
 * variable with an empty string. A login may then lack its token, and the backend rejects the data, which is dropped.
 *
 * @param settings anything that contains `${env:NAME}`; names with a default (`${env:NAME:-x}`) are ignored
 * @param given names of the container's variables
 */
export function checkEnvironment(settings: unknown, given: readonly string[]): SynthError[] {
  // `$$` is an escaped dollar sign.
  const named = [...JSON.stringify(settings).matchAll(/\$\$|\$\{env:([A-Za-z_]\w*)\}/g)].map(
    ([, name]) => name,
  );
  const unset = [...new Set(named.filter((name) => name !== undefined && !given.includes(name)))];
  return unset.map((name) => ({
    code: 'CDK_VARIABLE_UNSET',
    message: `tiers.processing refers to \${env:${name}}, but the container has no variable ${name}.`,
    whatToDo:
      'Set it in deploy.processing.secrets or deploy.processing.environment, or pass secrets or environment to the construct.',
  }));
}
