import type { HeaderBlock } from './header-block.ts'

/** The headers of one record on their way into a batch. */
export interface HeaderSource {
  /** Bytes that {@link write} takes, the count included. */
  readonly sizeInBytes: number

  /**
   * Takes the lengths. From here on until {@link write} or {@link toBlock} nothing of the caller's may run, which could change
   * them.
   *
   * @throws ProducerError `INVALID_RECORD` when a header's bytes are gone
   */
  measure(): void

  /** Writes count, names and values at `at` and returns the position just past them. The caller made sure that they fit. */
  write(target: Buffer, at: number): number

  /** What is written, as bytes of their own, for a record that outlives the caller's turn. */
  toBlock(): HeaderBlock
}
