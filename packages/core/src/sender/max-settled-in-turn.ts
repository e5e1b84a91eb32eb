/**
 * Records that settle before other work gets its turn: a caller's reactions to them run in the same turn, and at a microsecond
 * or two each they stay well below 20 ms. A batch settles as a whole, so the last one may go beyond.
 */
export const MAX_SETTLED_IN_TURN = 4_096
