/** Printed after `npm test`, which needs nothing but Node and npm: what it did not run, and what runs it. */
const OTHER_LANES = [
  ['npm run test:clients', "Debian's kcat against the embedded cluster; needs kcat"],
  ['npm run test:browser', 'the demo in a browser; needs Chromium'],
  [
    'npm run test:compat',
    'the packed packages on Node 22.15, their types under TypeScript 5.9; fetches both',
  ],
  [
    'npm run test:kafka',
    'the same cases against Apache Kafka, and nodes that die; needs Java 17 and Maven',
  ],
] as const

console.log('\nNot run here:')
for (const [command, what] of OTHER_LANES) console.log(`  ${command}  ${what}`)
