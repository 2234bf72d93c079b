/** What is known about the environment. By default a variable can have any value, and every file exists. */
export interface CheckOptions {
  /** The Collector's environment variables. With it, `${env:NAME}` is expanded, and empty if NAME is not set. */
  environment?: Readonly<Record<string, string>>;
  /** Is the file known to be missing? */
  isMissingFile?(path: string): boolean;
}
