import type { Logger } from '@headwater/core'

/** A logger that keeps what a service would find in its log, and counts why batches were sent again. */
export class LineCounter implements Logger {
  readonly #lines: string[] = []
  readonly #retries = new Map<string, number>()

  get lines(): readonly string[] {
    return this.#lines
  }

  /** How often a batch was sent again for each reason, without its numbers: `refused with REQUEST_TIMED_OUT`, say. */
  get retries(): ReadonlyMap<string, number> {
    return this.#retries
  }

  debug(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (message !== 'A batch will be sent again') return
    const reason = String(fields['error']).replaceAll(/\d+/g, 'n')
    this.#retries.set(reason, (this.#retries.get(reason) ?? 0) + 1)
  }

  info(message: string): void {
    this.#lines.push(message)
  }

  warn(message: string): void {
    this.#lines.push(message)
  }

  error(message: string): void {
    this.#lines.push(message)
  }
}
