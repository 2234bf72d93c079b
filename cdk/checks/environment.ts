import type { Misuse } from './misuse';

/**
 * Does someone set every variable that the tier's settings take from the container's environment? The Collector puts
 * nothing in the place of one that is not there: a login without its token, and what the backend refuses for that is
 * given up.
 *
 * @param settings what holds `${env:NAME}`; a name with a default (`${env:NAME:-x}`) is left alone
 * @param given names that the container's environment will have
 */
export function environmentMisuse(settings: unknown, given: readonly string[]): Misuse[] {
  // `$$` is a dollar that begins nothing.
  const named = [...JSON.stringify(settings).matchAll(/\$\$|\$\{env:([A-Za-z_]\w*)\}/g)].map(
    ([, name]) => name,
  );
  const unset = [...new Set(named.filter((name) => name !== undefined && !given.includes(name)))];
  return unset.map((name) => ({
    code: 'CDK_VARIABLE_UNSET',
    what: `tiers.processing has \${env:${name}}, and the container's environment has no ${name}.`,
    fix: 'Give it by secrets or environment, of deploy.processing or of the construct.',
  }));
}
