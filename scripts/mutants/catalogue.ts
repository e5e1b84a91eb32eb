import { ACCUMULATOR_MUTANTS } from './catalogue/accumulator-mutants.ts'
import { CLUSTER_MUTANTS } from './catalogue/cluster-mutants.ts'
import { FORMAT_MUTANTS } from './catalogue/format-mutants.ts'
import { INTAKE_MUTANTS } from './catalogue/intake-mutants.ts'
import { SENDER_MUTANTS } from './catalogue/sender-mutants.ts'
import type { Mutant } from './mutant.ts'

/** Every mutant, in the order of the way of a record. */
export const CATALOGUE: readonly Mutant[] = [
  ...INTAKE_MUTANTS,
  ...ACCUMULATOR_MUTANTS,
  ...FORMAT_MUTANTS,
  ...SENDER_MUTANTS,
  ...CLUSTER_MUTANTS,
]
