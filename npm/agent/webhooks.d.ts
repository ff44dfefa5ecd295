/**
 * Whether a webhook is from your Sidelong server and at most 300 seconds old; for Node 20 or newer, and other servers with
 * WebCrypto.
 *
 * @param body the raw body, as it came
 * @param header `Sidelong-Signature`
 * @param secrets the endpoint's secret, or two while it is changed
 * @example
 * if (!(await isSignedWebhook(rawBody, request.headers['sidelong-signature'], secret))) return response.writeHead(401).end()
 */
export declare function isSignedWebhook(
  body: string,
  header: string | null | undefined,
  secrets: string | readonly string[],
  nowMs?: number,
): Promise<boolean>
