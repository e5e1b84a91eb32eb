import type { UnreplicatedTail } from './cluster/partition.ts'

/**
 * What a change of leader may lose.
 *
 * @public
 */
export interface LossOptions {
  /** Whether records above the high watermark go, which no follower has. @default false */
  readonly loseUnflushed?: boolean
}

export function tailOf({ loseUnflushed = false }: LossOptions): UnreplicatedTail {
  return loseUnflushed ? 'lost' : 'kept'
}
