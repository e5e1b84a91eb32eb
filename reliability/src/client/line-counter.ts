import type { Logger } from '@headwater/core'

/** A logger that counts what a service would find in its log, and keeps the first lines. */
export class LineCounter implements Logger {
  readonly #lines: string[] = []

  get lines(): readonly string[] {
    return this.#lines
  }

  debug(): void {}

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
