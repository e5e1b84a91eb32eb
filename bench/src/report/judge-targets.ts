import type { Medians } from './medians.ts'
import type { Target } from './target.ts'

/** How far a target was reached in this run. */
export interface JudgedTarget {
  readonly target: Target
  readonly measured: number
  readonly isReached: boolean
}

/** Those of the targets whose sides were both measured. */
export function judgeTargets(
  targets: readonly Target[],
  medians: Medians,
): readonly JudgedTarget[] {
  return targets.flatMap((target) => {
    const measured = measuredOf(target, medians)
    return measured === null ? [] : [{ target, measured, isReached: isReached(target, measured) }]
  })
}

function measuredOf({ scenario, figure, subject, bound }: Target, medians: Medians): number | null {
  const ours = medians.of(scenario, 'headwater', figure)
  if (ours === null) return null
  switch (subject.kind) {
    case 'figure':
      return ours
    case 'peer':
      return divided(ours, medians.of(scenario, subject.peer, figure))
    case 'scenario':
      return divided(ours, medians.of(subject.other, 'headwater', figure))
    case 'best peer': {
      const peers = medians.ofPeers(scenario, figure)
      if (peers.length === 0) return null
      return ours / (bound.kind === 'at least' ? Math.max(...peers) : Math.min(...peers))
    }
    default:
      return subject satisfies never
  }
}

function divided(ours: number, theirs: number | null): number | null {
  return theirs === null ? null : ours / theirs
}

function isReached({ bound }: Target, measured: number): boolean {
  switch (bound.kind) {
    case 'at least':
      return measured >= bound.value
    case 'at most':
      return measured <= bound.value
    case 'below':
      return measured < bound.value
    default:
      return bound.kind satisfies never
  }
}
