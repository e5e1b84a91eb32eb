import { type LinkEnd, type LinkMatch, matchesLink } from './link-match.ts'

/** @public */
export interface CutOptions {
  /** Breaks after so many more bytes of one direction; left out, now. */
  readonly afterBytes?: number
  /** A reset (RST), which the client sees as an error, or an end in order (FIN). @default 'reset' */
  readonly how?: 'reset' | 'end'
}

/**
 * A connection that breaks at a byte: the first that gets there, of those that are open and those to come.
 *
 * @public
 */
export class LinkCut {
  readonly match: LinkMatch
  readonly afterBytes: number
  readonly how: 'reset' | 'end'
  readonly #onDone: (cut: LinkCut) => void
  #fired = false
  #armed = true

  constructor(match: LinkMatch, options: CutOptions, onDone: (cut: LinkCut) => void) {
    const { afterBytes = 0, how = 'reset' } = options
    if (!Number.isInteger(afterBytes) || afterBytes < 0) {
      throw new RangeError(`afterBytes must be a whole number from 0 on, not ${afterBytes}`)
    }
    this.match = match
    this.afterBytes = afterBytes
    this.how = how
    this.#onDone = onDone
  }

  /** Whether a connection broke. */
  get fired(): boolean {
    return this.#fired
  }

  /** Whether it still waits for its byte. */
  get armed(): boolean {
    return this.#armed
  }

  /** Whether it counts the bytes of this direction; those towards the broker where the match does not say. */
  counts(end: LinkEnd): boolean {
    const { direction = 'toBroker' } = this.match
    return matchesLink({ ...this.match, direction }, end)
  }

  /** For the network: a connection got there. */
  fire(): void {
    this.#fired = true
    this.remove()
  }

  /** Takes it back. */
  remove(): void {
    this.#armed = false
    this.#onDone(this)
  }
}
