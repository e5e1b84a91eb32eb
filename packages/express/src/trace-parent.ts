const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * The `traceparent` of an incoming request when it is valid, else `undefined`: 55 lower-case characters, a version other
 * than `ff`, a trace id and a parent id that are not all zero.
 *
 * @see W3C Trace Context, section 3.2
 */
export function validTraceParent(
  header: string | readonly string[] | undefined,
): string | undefined {
  return typeof header === 'string' && TRACE_PARENT.test(header) ? header : undefined
}
