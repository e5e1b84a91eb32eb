import type { Dice } from '../dice.ts'
import type { SimulatedWorld } from '../simulated-world.ts'
import type { MakeRule } from './make-rule.ts'

const NO_EPOCH = -1
const LAST_EPOCH = 2_147_483_647
/** No broker has these ids, and nobody listens there. */
const NOWHERE = { host: '127.0.0.1', port: 65_000 }

/** Hints at leaders (KIP-951) that lead astray. */
export const WRONG_HINTS: Readonly<Record<string, MakeRule>> = {
  // A broker can be behind, and name who led once.
  'wrong hint': (point, dice, { world }) =>
    point.error('NOT_LEADER_OR_FOLLOWER', {
      currentLeader: { leaderId: dice.whole(1, 4), leaderEpoch: dice.whole(0, newestEpoch(world)) },
    }),
  // After an append the leader may still be who it was.
  'hint of a past epoch': (point, dice, { world }) => {
    const leaderEpoch = dice.pick([NO_EPOCH, 0, Math.max(0, newestEpoch(world) - 1)])
    const details = { currentLeader: { leaderId: dice.whole(1, 3), leaderEpoch } }
    return dice.chance(0.5)
      ? point.error('NOT_LEADER_OR_FOLLOWER', details)
      : point.applyThenError('NOT_LEADER_OR_FOLLOWER', details)
  },
  'hint of a future epoch': (point, dice, { world }) =>
    point.error('NOT_LEADER_OR_FOLLOWER', {
      currentLeader: { leaderId: dice.whole(1, 3), leaderEpoch: futureEpoch(world, dice) },
    }),
  'hint at a broker that does not exist': (point, dice, { world }) => {
    const leaderId = dice.whole(4, 9)
    const endpoint = { nodeId: leaderId, ...NOWHERE }
    return point.error('NOT_LEADER_OR_FOLLOWER', {
      currentLeader: { leaderId, leaderEpoch: futureEpoch(world, dice) },
      ...(dice.chance(0.7) ? { nodeEndpoints: [endpoint] } : {}),
    })
  },
}

/** The newest leader epoch that every partition has reached. */
function newestEpoch({ kafka, plan }: SimulatedWorld): number {
  const epochs = plan.topics.flatMap(({ name }) =>
    (kafka.cluster.state.topic(name)?.partitions ?? []).map(({ leaderEpoch }) => leaderEpoch),
  )
  return epochs.length === 0 ? 0 : Math.max(0, Math.min(...epochs))
}

function futureEpoch(world: SimulatedWorld, dice: Dice): number {
  return dice.chance(0.3) ? LAST_EPOCH : newestEpoch(world) + dice.whole(1, 1_000)
}
