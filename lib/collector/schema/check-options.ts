import type { FeatureGates } from '../feature-gates';

/** What is known about the environment. By default a variable can have any value, one with a fallback has the fallback, and every file exists. */
export interface CheckOptions {
  /** The Collector's environment variables. With it, `${env:NAME}` is expanded, and empty if NAME is not set. */
  environment?: Readonly<Record<string, string>>;
  /** @default every gate has the default of its version */
  featureGates?: FeatureGates | undefined;
  /** Is the file known to be missing? */
  isMissingFile?(path: string): boolean;
}
