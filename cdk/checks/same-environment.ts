/**
 * Whether two stacks may be deployed to the same account and region. An account or region that is unknown at synth could
 * be any.
 *
 * @param a `Stack.environment`: `aws://ACCOUNT/REGION`
 */
export function mayShareEnvironment(a: string, b: string): boolean {
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  return ofA.every((part, index) => maybeSame(part, ofB[index]));
}

function partsOf(environment: string): string[] {
  return environment.replace('aws://', '').split('/');
}

function maybeSame(part: string, other: string | undefined): boolean {
  return part === other || part.startsWith('unknown-') || other?.startsWith('unknown-') === true;
}
