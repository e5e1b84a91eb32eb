import { CLUSTER_FAULTS } from './faults/cluster-faults.ts'
import type { FaultKind } from './faults/fault-kind.ts'
import { REQUEST_FAULTS } from './faults/request-faults.ts'

/** Everything that can go wrong in a simulation. */
export const FAULT_CATALOGUE: readonly FaultKind[] = [...REQUEST_FAULTS, ...CLUSTER_FAULTS]
