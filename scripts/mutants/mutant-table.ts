import type { Verdict } from './judge-mutant.ts'
import type { LaneResult } from './lane-result.ts'
import type { Mutant } from './mutant.ts'
import { SEEDS } from './simulation-lane.ts'

/** One mutant and what became of it. */
export interface JudgedMutant {
  readonly mutant: Mutant
  readonly verdict: Verdict
}

/** How many of a mutant's words are printed where a suite tells why it failed. */
const MOST_WORDS = 110

/** What became of a mutant, in a line for each suite that was asked. */
export function mutantLines({ mutant, verdict }: JudgedMutant): string {
  const { unit, simulation, virtual } = verdict
  return [
    `${isCaught(verdict) ? 'caught  ' : 'SURVIVED'} ${mutant.name}  (${mutant.file})`,
    `           unit        ${describe(unit)}`,
    ...(simulation === null ? [] : [`           simulation  ${describe(simulation)}`]),
    ...(virtual === null ? [] : [`           virtual     ${describe(virtual)}`]),
  ].join('\n')
}

/** Whether a suite has failed as it should. One that cannot be loaded fails every suite, for nothing. */
export function isCaught({ unit, simulation, virtual }: Verdict): boolean {
  if (simulation?.kind === 'unloadable') return false
  return [unit, simulation, virtual].some((result) => result?.kind === 'died')
}

/** Whether only the simulation shows it: the tests of the single parts are blind to it. */
export function isSimulationsOwn({ unit, simulation }: Verdict): boolean {
  return unit.kind === 'survived' && simulation?.kind === 'died'
}

/** What a run comes down to. */
export function mutantSummary(judged: readonly JudgedMutant[], ms: number): string {
  const count = (is: (verdict: Verdict) => boolean): number =>
    judged.filter(({ verdict }) => is(verdict)).length
  return [
    `${judged.length} mutants in ${(ms / 60_000).toFixed(1)} minutes`,
    `${count(isCaught)} caught`,
    `${count(isSimulationsOwn)} of them survived the unit tests and died in the simulation within ${SEEDS} seeds`,
    `${count((verdict) => verdict.virtual?.kind === 'died')} by whole producers in virtual time alone`,
  ].join('; ')
}

function describe(result: LaneResult): string {
  if (result.kind === 'survived') return 'survived'
  if (result.kind === 'unloadable') return `NOT LOADED: ${oneLine(result.why)}`
  return `died: ${oneLine(result.by)}`
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line
}
