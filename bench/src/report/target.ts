import type { ClientName } from '../clients/client-names.ts'
import type { FigureName } from '../figures/figure-name.ts'
import type { ScenarioId } from '../scenarios/scenario.ts'

/** What a target holds against what. Ours is headwater on its defaults; all are medians. */
export type TargetSubject =
  /** Ours, divided by the peer's. */
  | { readonly kind: 'peer'; readonly peer: ClientName }
  /** Ours, divided by that of the peer that is best at it. */
  | { readonly kind: 'best peer' }
  /** Ours, divided by ours in another scenario. */
  | { readonly kind: 'scenario'; readonly other: ScenarioId }
  /** Ours, as it is. */
  | { readonly kind: 'figure' }

export interface Target {
  readonly scenario: ScenarioId
  readonly figure: FigureName
  readonly subject: TargetSubject
  readonly bound: {
    readonly kind: 'at least' | 'at most' | 'below'
    readonly value: number
  }
}
