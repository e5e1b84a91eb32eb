import type { LinkMatch, LinkSettings } from '@headwater/testing'
import type { Dice } from '../dice.ts'
import type { FaultKind, Strike } from './fault-kind.ts'

/** Ways in which a link is bad for a while. */
const BAD_LINKS: Readonly<Record<string, (dice: Dice) => Partial<LinkSettings>>> = {
  'link slow': (dice) => ({ latencyMs: dice.whole(20, 400), jitterMs: dice.whole(0, 200) }),
  'link narrow': (dice) => ({ bytesPerSecond: dice.whole(500, 20_000) }),
  'link chopped': (dice) => ({ sliceBytes: dice.whole(1, 40) }),
  'link swallows everything': () => ({ blackHole: true }),
  'dials refused': () => ({ refuse: true }),
  'end of connections lost': () => ({ losesEnd: true }),
}

/** Faults of the network between the producer and the brokers. */
export const LINK_FAULTS: readonly FaultKind[] = [
  ...Object.entries(BAD_LINKS).map(([name, settings]) => ({
    name,
    strike: (strike: Strike) => spoil(strike, { node: nodeOf(strike) }, settings(strike.dice)),
  })),
  {
    name: 'link swallows one direction',
    strike: (strike) =>
      spoil(
        strike,
        { node: nodeOf(strike), direction: strike.dice.pick(['toBroker', 'toClient'] as const) },
        { blackHole: true },
      ),
  },
  { name: 'link cut', strike: (strike) => cut(strike) },
  { name: 'link cut at a byte', strike: (strike) => cut(strike, strike.dice.whole(0, 3_000)) },
  { name: 'link flapping', strike: flap },
]

function nodeOf({ dice }: Strike): number {
  return dice.whole(1, 3)
}

function spoil({ world, dice, happened, later }: Strike, match: LinkMatch, settings: object): void {
  const links = world.network.links(match)
  links.set(settings)
  later(dice.whole(50, 4_000), () => links.reset())
  happened()
}

function cut(strike: Strike, afterBytes?: number): void {
  const { world, dice, kind } = strike
  const direction = dice.pick(['toBroker', 'toClient'] as const)
  const how = dice.pick(['reset', 'end'] as const)
  const bytes = afterBytes === undefined ? {} : { afterBytes }
  const done = world.network.cut({ node: nodeOf(strike), direction }, { how, ...bytes })
  world.tally.follow(kind, () => (done.fired ? 1 : 0))
}

function flap(strike: Strike): void {
  const { world, dice, happened, later } = strike
  const times = { upMs: dice.whole(50, 400), downMs: dice.whole(50, 400) }
  const flapping = world.network.flap({ node: nodeOf(strike) }, times)
  later(dice.whole(500, 4_000), () => flapping.stop())
  happened()
}
