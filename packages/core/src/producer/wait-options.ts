/** How long a caller is ready to wait, and who may give up for it. @public */
export interface WaitOptions {
  /**
   * Milliseconds, 0 or more. Left out, `ready`, `partitionsFor` and `ensureTopics` wait for `maxBlockMs`, `flush` until the
   * records have settled, and `connect` until every address was tried once.
   */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}
