/**
 * Which directions of which connections are meant. All that is given must hold; what is left out holds for all.
 *
 * @public
 */
export interface LinkMatch {
  /** The node that was dialled. */
  readonly node?: number
  /** The port that was dialled, also where no node has it. */
  readonly port?: number
  /** Counts the dials of the network from 1. */
  readonly connection?: number
  readonly direction?: LinkDirection
}

/** @public */
export type LinkDirection = 'toBroker' | 'toClient'

/** One direction of one connection. */
export interface LinkEnd {
  readonly node: number | undefined
  readonly port: number
  readonly connection: number
  readonly direction: LinkDirection
}

export function matchesLink(match: LinkMatch, end: LinkEnd): boolean {
  return (
    (match.direction === undefined || match.direction === end.direction) &&
    (match.node === undefined || match.node === end.node) &&
    (match.port === undefined || match.port === end.port) &&
    (match.connection === undefined || match.connection === end.connection)
  )
}
