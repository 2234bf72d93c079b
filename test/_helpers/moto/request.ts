/** Sends one request to moto, for a service whose SDK is not a dependency. @param service as it appears in a signature */
export async function askMoto(
  endpoint: string,
  service: string,
  { path = '/', ...init }: { path?: string; method?: string; body?: URLSearchParams } = {},
): Promise<string> {
  const answer = await fetch(`${endpoint}${path}`, {
    ...init,
    // moto only reads the service from this header.
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
    },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
}
