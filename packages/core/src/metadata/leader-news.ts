import type { LeaderHints } from './leader-hints.ts'

/** What leaders let be known of topics in their answers to what was sent, and by ending connections. */
export interface LeaderNews {
  /** Follows leaders that a broker named in passing, as far as that is news (KIP-951). */
  follow(hints: LeaderHints): void

  /** Leaders deny the id that metadata told of that topic: whoever is asked next is believed. */
  doubtTopicId(name: string): void

  /** The same of all topics: a leader has ended a connection on which it cannot say what it denies (`acks: 0`). */
  doubtTopicIds(): void

  /** A leader has taken something under that id, for the first time or after a doubt: if it was in doubt, it is no more. */
  confirmTopicId(name: string, topicId: string): void
}
