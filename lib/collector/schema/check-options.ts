/** What is known beside the text. Without it, a variable can be anything and a file is there. */
export interface CheckOptions {
  /** The Collector's environment: with it, `${env:NAME}` is what it would be, and empty where it is not set. */
  environment?: Readonly<Record<string, string>>;
  /** Is this file known not to be there? */
  isMissingFile?(path: string): boolean;
}
