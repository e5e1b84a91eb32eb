import { createHash } from 'node:crypto'

/** What happened in a run, a line per event. Two runs of one seed give the same text, byte for byte. */
export interface SimulationTrace {
  /** Notes an event at a virtual time; `text` is only asked for when the trace is kept. */
  note(atMs: number, text: () => string): void
}

/** Keeps nothing: writing every request down takes longer than serving it. */
export const UNTRACED: SimulationTrace = { note: () => {} }

/** A trace in memory. */
export class KeptTrace implements SimulationTrace {
  readonly #lines: string[] = []

  get text(): string {
    return `${this.#lines.join('\n')}\n`
  }

  get hash(): string {
    return createHash('sha256').update(this.text).digest('hex')
  }

  note(atMs: number, text: () => string): void {
    this.#lines.push(`${atMs.toFixed(3)} ${text()}`)
  }
}
