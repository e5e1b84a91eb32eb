import type { LinkCut } from './link-cut.ts'

interface ArmedCut {
  readonly cut: LinkCut
  readonly bytesLeft: number
}

/** The cuts that count the bytes of one direction. */
export class ArmedCuts {
  #cuts: ArmedCut[] = []

  add(cut: LinkCut): void {
    this.#cuts.push({ cut, bytesLeft: cut.afterBytes })
  }

  /** Counts bytes that arrive; the cut that comes first within them, if one does. */
  due(bytes: number): ArmedCut | undefined {
    if (this.#cuts.length === 0) return undefined
    const open = this.#cuts.filter(({ cut }) => cut.armed)
    this.#cuts = open.map(({ cut, bytesLeft }) => ({ cut, bytesLeft: bytesLeft - bytes }))
    const due = open.filter(({ bytesLeft }) => bytesLeft <= bytes)
    return due.sort((one, other) => one.bytesLeft - other.bytesLeft)[0]
  }
}
