import { VerificationError } from '@headwater/testing'
import { checkRecovery } from './check-recovery.ts'
import { beginSequencesAt } from './late-sequences.ts'
import { Nemesis } from './nemesis.ts'
import { namesTopics } from './planned-releases.ts'
import type { SeedResult } from './seed-result.ts'
import { traitsOf } from './seed-traits.ts'
import { SimulatedLoad } from './simulated-load.ts'
import { CLIENT_ID, createWorld, type SimulatedWorld } from './simulated-world.ts'
import { type SimulationTrace, UNTRACED } from './simulation-trace.ts'

export const LEAST_RECORDS = 2_000
export const LEAST_FAULTS = 5
export const LEAST_KINDS = 3

const EXTRA_FAULTS = 15
const EXTRA_RECORDS = 100
const EXTRA_MS = 2_000
/** Longer than anything is on its way. */
const SILENCE_MS = 60_000
/** What bytes take at most over the slowest link (`faults/link-faults.ts`). */
const LONGEST_TRAVEL_MS = 600
const CLOSE_TIMEOUT_MS = 1_000
/** How much later than its time-out `close` may end (G6). */
const CLOSE_GRACE_MS = 250
/** Longer than anything that a closed producer could have left to do. */
const AFTERMATH_MS = 600_000

/** Runs one seed from the first record to the verdict. The same seed does the same, to the byte. */
export async function simulateSeed(
  seed: number,
  trace: SimulationTrace = UNTRACED,
): Promise<SeedResult> {
  const world = createWorld(seed, trace)
  const violations: string[] = []
  const complain = (violation: string): void => {
    world.note(() => `violation: ${violation}`)
    violations.push(violation)
  }
  const unhandled = (error: unknown): void => complain(`unhandled rejection: ${error}`)
  process.on('unhandledRejection', unhandled)
  const endLateSequences = beginSequencesAt(world.plan.identity.firstSequence)
  try {
    await runSeed(world, complain)
  } catch (error) {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    process.off('unhandledRejection', unhandled)
    endLateSequences()
  }
  const { entries } = world.ledger
  const acknowledged = entries.filter(({ settlement }) => settlement?.kind === 'acknowledged')
  return {
    seed,
    records: entries.length,
    acknowledged: acknowledged.length,
    traits: traitsOf(world),
    faults: faultsOf(world),
    violations,
  }
}

/** Kinds of faults that are the caller's own, by the code of the error. */
export const CALLERS_FAULTS = [
  ['send aborted', 'ABORTED'],
  ['send expired', 'DELIVERY_TIMEOUT'],
  ['no room in time', 'BUFFER_EXHAUSTED'],
] as const

type Complain = (violation: string) => void

async function runSeed(world: SimulatedWorld, complain: Complain): Promise<void> {
  const { plan, tally } = world
  const nemesis = new Nemesis(world)
  const load = new SimulatedLoad(world)
  nemesis.begin()
  nemesis.start(plan.faults, plan.durationMs)
  load.start(plan.records, plan.durationMs)
  await passTime(world, plan.durationMs)
  while (tally.total < LEAST_FAULTS || tally.counts().size < LEAST_KINDS) {
    nemesis.start(EXTRA_FAULTS, EXTRA_MS)
    load.start(EXTRA_RECORDS, EXTRA_MS)
    await passTime(world, EXTRA_MS)
  }
  if (plan.silence) await fallSilent(world, load, nemesis)
  nemesis.heal()
  for (const complaint of await checkRecovery(world, load)) complain(complaint)
  for (const complaint of load.complaints) complain(complaint)
  await checkClosing(world, complain)
  judge(world, complain)
}

/** Nothing is sent for so long that brokers forget who was here, and then a little more is. */
async function fallSilent(world: SimulatedWorld, load: SimulatedLoad, nemesis: Nemesis) {
  nemesis.heal()
  await world.clock.runUntil(load.settled())
  await passTime(world, SILENCE_MS)
  nemesis.strikeQuietly()
  load.start(EXTRA_RECORDS, EXTRA_MS)
  await passTime(world, EXTRA_MS)
}

async function checkClosing(world: SimulatedWorld, complain: Complain): Promise<void> {
  const { clock, clientClock, clientNetwork, producer, ledger, plan } = world
  if (clientClock.processHeld) complain('G6: the process is held although nothing is pending')
  await clock.runUntil(producer.ready({ timeoutMs: 1 }))
  const waiting = producer.metrics().producer['waiting-senders']
  if (waiting !== 0) complain(`${waiting} senders wait when everything has settled`)
  const closedBy = clock.now() + CLOSE_TIMEOUT_MS + CLOSE_GRACE_MS
  await clock.runUntil(producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }))
  ledger.closed(CLIENT_ID)
  const { uses } = clientNetwork
  if (clock.now() > closedBy) complain(`G6: close ended ${clock.now() - closedBy} ms late`)
  await passTime(world, plan.latencyMs * 2)
  if (clientClock.processHeld) complain('G6: the process is held after close')
  const timers = clientClock.pendingTimers
  if (timers > 0) complain(`G6: ${timers} timers are left after close`)
  await clock.runUntilIdle(AFTERMATH_MS)
  if (clientNetwork.uses > uses) complain('G6: the network is used after close')
  const { producer: metrics } = producer.metrics()
  const keptBytes = metrics['buffer-total-bytes'] - metrics['buffer-available-bytes']
  if (keptBytes !== 0) complain(`I8: ${keptBytes} bytes are still counted after close`)
}

function judge({ kafka, ledger, plan }: SimulatedWorld, complain: Complain): void {
  const { maxInFlightRequests, acks } = plan.options
  const byName = plan.releases.recreates && namesTopics(plan.releases)
  try {
    kafka.verify(ledger, {
      // A request that was given up may still be on its way over a slow link; what leaves after `close` is seen at its start.
      travelMs: LONGEST_TRAVEL_MS,
      firstSequence: byName ? 'any' : plan.identity.firstSequence,
      // Nothing answers a request with acks 0, so nothing limits them.
      ...(acks === 0 ? {} : { maxInFlightRequests }),
    })
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error
    for (const { rule, what, history } of error.findings) {
      complain([`${rule}: ${what}`, ...history].join('\n      '))
    }
  }
}

/** Faults by kind, with the callers' own: sends that were given up, and sends that nothing could save in time. */
function faultsOf({ tally, ledger }: SimulatedWorld): ReadonlyMap<string, number> {
  const faults = new Map(tally.counts())
  for (const [kind, code] of CALLERS_FAULTS) {
    const count = ledger.entries.filter(
      ({ settlement }) =>
        settlement?.kind === 'rejected' && settlement.reason.startsWith(`${code}:`),
    ).length
    if (count > 0) faults.set(kind, count)
  }
  return faults
}

function passTime({ clock }: SimulatedWorld, ms: number): Promise<void> {
  return clock.runUntil(new Promise<void>((resolve) => clock.setTimer(ms, resolve)))
}
